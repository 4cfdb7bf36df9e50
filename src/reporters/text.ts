import { stripVTControlCharacters } from 'node:util';

/**
 * Text from elsewhere (a kernel string, a file, a path) as a terminal may show it: control characters
 * and those that turn the direction of writing are escaped, so that no report can move the cursor.
 */
export function printable(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const LETTERS: Readonly<Record<string, string>> = { µ: 'u', '×': 'x', '→': '->' };

/** For a screen without Unicode: the signs that this tool uses in letters, any other character by its number. */
export function inAscii(text: string): string {
  return text.replace(
    /[\u0080-\uffff]/g,
    (char) => LETTERS[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * Breaks at spaces so that no line is longer than `width`, unless a single word is.
 *
 * @param first what the first line begins with
 * @param rest what each later line begins with
 */
export function wrap(text: string, width: number, first = '', rest = first): string {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line].join('\n');
}

/** Longer than any that we write; what makes one longer is text of a stranger. */
const MAX_MESSAGE = 2000;
const KEPT_AT_END = 500;

/** A message for standard error: one line, cut in its midst where it is too long, since its end says what to do. */
export function message(text: string): string {
  const line = oneLine(text);
  if (line.length <= MAX_MESSAGE) return line;
  return `${line.slice(0, MAX_MESSAGE - KEPT_AT_END)}[...]${line.slice(-KEPT_AT_END)}`;
}

/** Many lines made one, without the colours that a library put in. */
export const oneLine = (text: string): string =>
  printable(stripVTControlCharacters(text).replace(/\s+/g, ' ').trim());
