/** Text of the host for one line: what is not printable ASCII becomes `\xNN` or `\u{…}`, cut after `limit` characters. */
export function escaped(text: string, limit = 60): string {
  const printable = Array.from(text.trim(), (character) => {
    const code = Number(character.codePointAt(0));
    if (code >= 0x20 && code < 0x7f) return character;
    const hex = code.toString(16);
    return code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
  });
  return printable.length > limit ? `${printable.slice(0, limit).join('')}…` : printable.join('');
}
