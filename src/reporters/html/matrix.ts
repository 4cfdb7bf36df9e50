import { CATALOG } from '../../capabilities/catalog.js';
import { byMemory } from '../../ground/memory.js';
import type { Capability, Report } from '../../report/contract.js';
import { refusalWords } from '../../report/refusal-words.js';
import { groups, type Row } from '../table/groups.js';
import { cellWords, NO_EFFECT, STATE_WORDS } from '../table/state.js';
import { about } from './about.js';
import { type Markup, markup } from './markup.js';
import { type Explained, table } from './table.js';
import { tag } from './tag.js';

/** Two tables: what depends on memory, by memory, and what does not, with its reason. */
export function matrix({ capabilities }: Report): Markup {
  const all = groups(capabilities, CATALOG);
  const memories = [...new Set(capabilities.flatMap(({ memory }) => memory ?? []))].sort(byMemory);
  const byGroup = rowsOf(all, (row) =>
    row.single === null
      ? explained(
          row,
          memories.map((memory) => cell(row.cells.get(memory))),
          [...row.cells.values()],
        )
      : null,
  );
  const singles = rowsOf(all, (row) =>
    row.single === null ? null : explained(row, [cell(row.single), because(row.single)], [row.single]),
  );
  const starred = capabilities.some((one) => cellWords(one).endsWith(NO_EFFECT));
  return markup`<p class="soft">What a row is, and why, is shown while it is pointed at, tapped or reached by Tab, and on paper.</p>
${table('matrix', 'Capabilities by memory', ['capability', ...memories], byGroup)}
${starred ? markup`<p>${NO_EFFECT} returned 0 and did nothing</p>` : null}
${table('others', 'Capabilities that do not depend on memory', ['capability', 'state', 'because'], singles)}`;
}

const rowsOf = (all: ReturnType<typeof groups>, draw: (row: Row) => Explained | null) =>
  all
    .map(({ title, rows }) => ({ title, rows: rows.map(draw).filter((row) => row !== null) }))
    .filter(({ rows }) => rows.length > 0);

const explained = ({ id, name }: Row, cells: (Markup | string)[], of: Capability[]): Explained => ({
  cells: [markup`<b>${id}</b>${name === '' ? null : markup` <small>${name}</small>`}`, ...cells],
  about: about(id, of),
});

function cell(capability: Capability | undefined): Markup {
  if (capability === undefined || capability.state === 'not_applicable')
    return tag('not_applicable', 'not applicable');
  return tag(capability.state, cellWords(capability));
}

function because(capability: Capability): string {
  const why = refusalWords(capability);
  return why === STATE_WORDS[capability.state] ? '' : why;
}
