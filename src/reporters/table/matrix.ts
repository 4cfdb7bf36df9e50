import { words } from '../../ground/units.js';
import type { Capability } from '../../report/contract.js';
import { printable } from '../text.js';
import { grid } from './grid.js';
import type { Group } from './groups.js';
import { type Page, paragraph } from './page.js';
import { cellWords, paintState, STATE_WORDS } from './state.js';

const INDENT = '  ';

/** Draws the groups: rows capabilities, columns memories, in as many blocks as the width asks for. */
export function matrix(page: Page, all: readonly Group[], memories: readonly string[]): string[] {
  const label =
    Math.max(0, ...all.flatMap((group) => group.rows.map((row) => row.id.length))) + INDENT.length;
  const widths = memories.map((memory) => columnWidth(all, memory));
  const blocks = split(page.width - label, widths);
  return blocks.flatMap((columns, at) =>
    block(
      page,
      all,
      columns.map((column) => memories[column] ?? ''),
      {
        label,
        widths: columns.map((column) => widths[column] ?? 0),
        singles: at === 0,
      },
    ),
  );
}

function columnWidth(all: readonly Group[], memory: string): number {
  const cells = all.flatMap((group) => group.rows.map((row) => cellWords(row.cells.get(memory)).length));
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
  label: number;
  widths: number[];
  /** Whether the rows that do not depend on memory are drawn here. */
  singles: boolean;
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
  for (const group of all) {
    const rows = group.rows.filter((row) =>
      row.single !== null ? at.singles : memories.some((name) => row.cells.has(name)),
    );
    if (rows.length === 0) continue;
    lines.push(page.paint.bold(printable(group.title)));
    for (const row of rows) {
      if (row.single !== null) lines.push(single(page, row.single, at.label + gap));
      else
        lines.push(
          ...draw([INDENT + printable(row.id), ...memories.map((name) => cell(page, row.cells.get(name)))]),
        );
    }
  }
  return lines;
}

function cell(page: Page, capability: Capability | undefined): string {
  return paintState(page, capability?.state ?? 'not_applicable', cellWords(capability));
}

function single(page: Page, capability: Capability, label: number): string {
  const word = capability.state === 'not_applicable' ? 'not applicable' : STATE_WORDS[capability.state];
  const head = (INDENT + printable(capability.id)).padEnd(label);
  const text = paragraph(page, word + because(capability), head, ' '.repeat(label));
  if (!text.startsWith(word, head.length)) return text;
  return head + paintState(page, capability.state, word) + text.slice(head.length + word.length);
}

/** Why, in words, where the state alone leaves it open. */
function because(capability: Capability): string {
  if (capability.gate !== undefined) return `: ${words(capability.gate)}`;
  return capability.state === 'supported' || capability.state === 'advertised'
    ? ''
    : `: ${words(capability.reason)}`;
}
