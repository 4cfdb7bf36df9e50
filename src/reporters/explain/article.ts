/** A text of `hgm-probe explain`, before it has a form. */
import { printable, wrap } from '../text.js';

export interface Article {
  /** What it is about, as it is written in a report. */
  id: string;
  title: string;
  sections: Section[];
}

export interface Section {
  title: string;
  /** Paragraphs, lists of a name with its text, and lines as they are typed or were seen. */
  parts: (string | Item[] | Lines)[];
}

/** Never broken: they are there to be copied. */
export interface Lines {
  lines: string[];
}

export interface Item {
  name: string;
  text: string;
}

const INDENT = '  ';
/** Columns for a name and a gap behind it. */
const NAMES = 16;

/**
 * @param width columns; Infinity for lines that are never broken
 * @param bold what headings are set in
 */
export function asText(
  { id, title, sections }: Article,
  width: number,
  bold = (heading: string): string => heading,
): string {
  const head = `${wrap(printable(`${id}: ${title}`), width)}\n`;
  return [head, ...sections.map((section) => `${bold(section.title)}\n${textOf(section, width)}\n`)].join(
    '\n',
  );
}

function textOf({ parts }: Section, width: number): string {
  return parts
    .flatMap((part) => {
      if (typeof part === 'string') return [wrap(printable(part), width, INDENT)];
      return 'lines' in part
        ? part.lines.map((line) => INDENT.repeat(2) + printable(line))
        : items(part, width);
    })
    .join('\n');
}

/** Short names stand before their texts, in a column; a long one has a line of its own. */
function items(list: readonly Item[], width: number): string[] {
  const column = INDENT.length + NAMES;
  return list.map(({ name, text }) => {
    const head = (INDENT + printable(name)).padEnd(column);
    if (name.length < NAMES) return wrap(printable(text), width, head, ' '.repeat(column));
    return `${wrap(printable(name), width, INDENT)}\n${wrap(printable(text), width, INDENT.repeat(2))}`;
  });
}

/** @param level of its heading: 2 for `##` */
export function asMarkdown({ id, title, sections }: Article, level: number): string {
  const head = `${'#'.repeat(level)} \`${id}\`: ${escaped(title)}\n`;
  return [head, ...sections.map((section) => `${markdownOf(section)}\n`)].join('\n');
}

function markdownOf({ title, parts }: Section): string {
  const [first, ...rest] = parts.map((part) => {
    if (typeof part === 'string') return escaped(part);
    return 'lines' in part
      ? part.lines.map((line) => `    ${printable(line)}`).join('\n')
      : part.map(({ name, text }) => `- ${code(name)}: ${escaped(text)}`).join('\n');
  });
  const gap = typeof parts[0] === 'string' ? ' ' : '\n\n';
  return [`**${title}.**${gap}${first}`, ...rest].join('\n\n');
}

/** States and dates are words; what is typed is code. */
const code = (name: string): string => (/^[a-z ]+$|^[-\d]+$/.test(name) ? name : `\`${name}\``);

/** Only what texts here have and Markdown would take for its own: a star, and an angle bracket. */
const escaped = (text: string): string => text.replace(/[*<>]/g, (char) => `\\${char}`);
