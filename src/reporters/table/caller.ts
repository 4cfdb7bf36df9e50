import type { Capability, Difference, Report } from '../../report/contract.js';
import { refusalWords } from '../../report/refusal-words.js';
import { printable } from '../text.js';
import { grid } from './grid.js';
import { whose } from './host.js';
import { type Page, section } from './page.js';
import { paintState, STATE_WORDS } from './state.js';

/** What differs between who asked and whom the report is about, beside each other; nothing where it is about themselves. */
export function caller(page: Page, report: Report): string[] {
  const { caller: asked, ranAs } = report;
  if (asked === null) return [];
  const other = whose(ranAs);
  const title = `This caller and ${other}`;
  if (asked.differences.length === 0) return section(page, title, ['  No capability differs.']);
  const theirs = new Map(report.capabilities.map((one) => [key(one), one]));
  const head = ['', `this caller (${whose(asked.ranAs)})`, other].map((text) =>
    page.paint.bold(printable(text)),
  );
  const rows = asked.differences.map((own) => [
    `  ${printable(name(own))}`,
    cell(page, own),
    cell(page, theirs.get(key(own))),
  ]);
  return section(page, title, gapped([head, ...rows]));
}

const key = ({ id, memory }: Pick<Capability, 'id' | 'memory'>): string => `${id} ${memory}`;

const name = ({ id, memory }: Difference): string => (memory === null ? id : `${id} ${memory}`);

function cell(page: Page, of: Pick<Capability, 'id' | 'state' | 'reason' | 'gate'> | undefined): string {
  if (of === undefined) return '-';
  const open = of.state === 'supported' || of.state === 'advertised';
  const text = STATE_WORDS[of.state] + (open ? '' : `: ${refusalWords(of)}`);
  return paintState(page, of.state, printable(text));
}

/** Columns with two spaces between them: the grid itself draws none. */
const gapped = (rows: readonly (readonly string[])[]): string[] =>
  grid(rows.map((row) => row.map((text, at) => (at < row.length - 1 ? `${text}  ` : text))));
