/**
 * JSON for machines that a terminal can show, too: what turns or hides writing is escaped, and still means the same
 * to whoever parses it. JSON.stringify escapes the control characters below U+0020 by itself.
 */
export const jsonText = (value: unknown): string =>
  `${JSON.stringify(value, null, 2).replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )}\n`;
