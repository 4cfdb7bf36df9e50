import type { Capability } from '../../report/contract.js';
import { refusalWords } from '../../report/refusal-words.js';
import { mend } from '../mend.js';
import { printable } from '../text.js';
import { grid } from './grid.js';
import type { Group, Row } from './groups.js';
import { type Page, paragraph } from './page.js';
import { cellWords, paintState, STATE_WORDS } from './state.js';

const INDENT = '  ';
/** Of what stands under its row. */
const BELOW = '    ';

/** Draws the groups: rows capabilities, columns memories, in as many blocks as the width asks for. */
export function matrix(page: Page, all: readonly Group[], memories: readonly string[]): string[] {
  const rows = all.flatMap((group) => group.rows);
  const id = Math.max(0, ...rows.map((row) => row.id.length)) + INDENT.length;
  const widths = memories.map((memory) => columnWidth(rows, memory));
  // Names stand beside the ids where all columns fit beside them, else each under its id.
  const name = 2 + Math.max(0, ...rows.map((row) => row.name.length));
  const beside = id + name + widths.reduce((sum, width) => sum + 2 + width, 0) <= page.width;
  const label = beside ? id + name : id;
  const blocks = split(page.width - label, widths);
  return blocks.flatMap((columns, at) =>
    block(
      page,
      all,
      columns.map((column) => memories[column] ?? ''),
      {
        id,
        label,
        beside,
        widths: columns.map((column) => widths[column] ?? 0),
        first: at === 0,
      },
    ),
  );
}

function columnWidth(rows: readonly Row[], memory: string): number {
  const cells = rows.map((row) => cellWords(row.cells.get(memory)).length);
  return Math.max(memory.length, ...cells);
}

/** Columns that fit side by side, by index, each with a gap of one before it; at least one in a block. */
function split(room: number, widths: readonly number[]): number[][] {
  const blocks: number[][] = [[]];
  let used = 0;
  for (const [column, width] of widths.entries()) {
    if (used > 0 && used + 1 + width > room) {
      blocks.push([]);
      used = 0;
    }
    blocks.at(-1)?.push(column);
    used += 1 + width;
  }
  return blocks;
}

interface Block {
  id: number;
  label: number;
  beside: boolean;
  widths: number[];
  /** Where what does not hang on the columns is drawn: rows without memory, and names. */
  first: boolean;
}

function block(page: Page, all: readonly Group[], memories: string[], at: Block): string[] {
  const used = at.label + at.widths.reduce((sum, width) => sum + 1 + width, 0);
  const gap = used + at.widths.length <= page.width ? 2 : 1;
  const columns = [at.label + gap, ...at.widths.map((width) => width + gap)];
  const draw = (row: string[]): string[] => grid([row], { widths: columns });
  const lines =
    memories.length === 0
      ? []
      : ['', ...draw(['', ...memories.map((name) => page.paint.bold(printable(name)))])];
  const told: string[] = [];
  for (const group of all) {
    const rows = group.rows.filter((row) =>
      row.single !== null ? at.first : memories.some((name) => row.cells.has(name)),
    );
    if (rows.length === 0) continue;
    lines.push(page.paint.bold(printable(group.title)));
    for (const row of rows) {
      const head = headOf(row, at);
      if (row.single !== null) lines.push(single(page, row.single, head.padEnd(at.label + gap)));
      else lines.push(...draw([head, ...memories.map((name) => cell(page, row.cells.get(name)))]));
      if (at.first && !at.beside && row.name !== '') lines.push(page.paint.dim(BELOW + row.name));
      if (row.single !== null) lines.push(...mending(page, row.single, told));
    }
  }
  return lines;
}

function headOf({ id, name }: Row, at: Block): string {
  const head = INDENT + printable(id);
  return at.beside ? `${head.padEnd(at.id)}  ${name}`.trimEnd() : head;
}

function cell(page: Page, capability: Capability | undefined): string {
  if (capability?.id === 'isolation.base' && capability.state === 'absent')
    return page.paint.red(cellWords(capability));
  return paintState(page, capability?.state ?? 'not_applicable', cellWords(capability));
}

function single(page: Page, capability: Capability, head: string): string {
  const word = capability.state === 'not_applicable' ? 'not applicable' : STATE_WORDS[capability.state];
  const text = paragraph(page, word + because(capability), head, ' '.repeat(head.length));
  if (!text.startsWith(word, head.length)) return text;
  return head + paintState(page, capability.state, word) + text.slice(head.length + word.length);
}

/** Why, in words, where the state alone leaves it open. */
function because(capability: Capability): string {
  return capability.state === 'supported' || capability.state === 'advertised'
    ? ''
    : `: ${refusalWords(capability)}`;
}

/** What would change a refusal, as it is typed where there is a command; once for rows that hang on each other. */
function mending(page: Page, capability: Capability, told: string[]): string[] {
  const found = mend(capability);
  if (found === null || told.some((hint) => hint.startsWith(found.hint))) return [];
  told.push(found.hint);
  return found.command === null
    ? [paragraph(page, `mend: ${found.hint}`, BELOW)]
    : [`${BELOW}mend: ${page.paint.bold(printable(found.command))}`];
}
