/** The roff of man(7), as groff and mandoc read it. */

/** Text as it is: backslashes, hyphens that are to be copied, and what would be a request at a line's start. */
export const roff = (text) =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^[.']/, '\\&$&')
    // A sentence a line, so that the formatter knows where one ends.
    .replace(/(?<=[a-z)][.:]) (?=[A-Z])/g, '\n');

export const section = (title, body) => `.SH ${title}\n${body}`;

/** Pairs of a name and its text. */
export const tagged = (rows) => rows.map(([name, text]) => `.TP\n.B ${roff(name)}\n${roff(text)}`).join('\n');
