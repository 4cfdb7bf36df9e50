/** The man page of the document, made from docs/report.md, so that the two cannot differ. */
import { roff, section } from './roff.js';

/**
 * The text of hgm-probe-report.5, in the roff of man(7).
 *
 * @param markdown of docs/report.md: headings, paragraphs, lists, tables and code between fences
 * @param date of the day when it came to say something else
 */
export function reportPage(markdown, version, date) {
  const [, head, ...parts] = markdown.split(/^#{1,2} .*$/m);
  const titles = [...markdown.matchAll(/^## (.*)$/gm)].map(([, title]) => title.toUpperCase());
  return [
    `.TH HGM-PROBE-REPORT 5 "${date}" "hgm-probe ${version}" "File Formats"`,
    section('NAME', 'hgm-probe-report \\- the JSON document that hgm-probe writes of a host'),
    section('DESCRIPTION', blocks(head)),
    ...parts.map((part, at) => section(inline(titles[at]), blocks(part))),
    section('SEE ALSO', '.BR hgm-probe (1)'),
    '',
  ].join('\n');
}

/** A fence may have blank lines; anything else ends with one. */
const blocks = (text) =>
  text
    .trim()
    .split(/(^```[\s\S]*?^```$)|\n\n+/m)
    .filter((block) => block !== undefined && block.trim() !== '')
    .map(block)
    .join('\n')
    .replace(/^\.PP\n/, '');

function block(text) {
  const lines = text.trim().split('\n');
  if (lines[0].startsWith('```'))
    return `.PP\n.RS\n.nf\n${lines.slice(1, -1).map(verbatim).join('\n')}\n.fi\n.RE`;
  if (lines[0].startsWith('|')) return table(lines);
  if (lines[0].startsWith('- ')) {
    const items = text.trim().slice(2).split(/\n- /);
    return items.map((item) => `.IP \\(bu 2\n${inline(item)}`).join('\n');
  }
  return `.PP\n${inline(text)}`;
}

/** A row under the name in its first cell; what the columns mean stands in the heading of each. */
function table([head, , ...rows]) {
  const names = cells(head).slice(1);
  return rows
    .map((row) => {
      const [name, ...rest] = cells(row);
      const said = rest.map((cell, at) => (names[at] === 'null' ? `Null: ${cell}` : cell));
      return `.TP\n.B ${plain(name)}\n${inline(`${said.filter((cell) => cell !== '' && cell !== 'Null: never').join('; ')}.`)}`;
    })
    .join('\n');
}

const cells = (row) => row.replace(/^\| ?| ?\|$/g, '').split(' | ');

/** Bold is what Markdown has as code or in bold; of a link the words are left. */
const inline = (text) =>
  roff(text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1'))
    .replace(/`([^`]*)`|\*\*([^*]*)\*\*/g, (_, code, strong) => `\\fB${code ?? strong}\\fR`)
    .replace(/^(['.])/gm, '\\&$1');

const plain = (text) => roff(text.replaceAll('`', ''));

/** A line as it is typed. */
const verbatim = (line) => line.replaceAll('\\', '\\e').replaceAll('-', '\\-').replace(/^[.']/, '\\&$&');
