import { oneLine } from '../../text.js';

/**
 * A code span (CommonMark 6.1): nothing in it is markup, a link, a mention or HTML. The fence is longer than
 * any run of backticks in it; the blanks keep a backtick at an end from joining the fence.
 */
export function code(text: string): string {
  const plain = oneLine(text);
  const runs = plain.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const blank = plain === '' || plain.startsWith('`') || plain.endsWith('`') ? ' ' : '';
  return `${fence}${blank}${plain}${blank}${fence}`;
}

/** Characters and words of which none is markup; an underscore is none between letters. */
const PLAIN = /^(?!.*(?:www\.|:\/\/|\b_|_\b))[A-Za-z0-9 _:;,.()'/=-]*$/;

/** Text as it is where nothing in it can be markup or become a link, else as a code span. */
export function prose(text: string): string {
  const line = oneLine(text);
  return PLAIN.test(line) ? line : code(line);
}

/** A code span within a table, where a bar ends the cell even inside of code (GFM 4.10). */
export const cell = (text: string): string => code(text).replaceAll('|', '\\|');

/** A pipe table; its cells are Markdown already. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}
