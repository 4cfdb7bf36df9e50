import type { CapabilityMatrix, CapabilityRow, Cell } from '../../../fleet/ask/matrix.js';
import { words } from '../../../ground/units.js';
import { STATES } from '../../../report/contract.js';
import { figure, hosts, name } from '../../fleet/page.js';
import type { Part } from '../frame.js';
import { type Markup, markup } from '../markup.js';
import { table } from '../table.js';
import { tag } from '../tag.js';
import { cut, fleetPage, totalOf, type Who } from './page.js';

/** More columns than this are for no eye; `--json` has them. */
const MOST = 40;

const DRIFT = {
  kernel: { style: 'contradict', word: '! contradict' },
  circumstances: { style: 'differ', word: '~ differ' },
} as const;

/** Where hosts of one column do not agree, then every capability against every column. */
export function matrixPage(answer: CapabilityMatrix, who: Who, driftOnly: boolean): string {
  const columns = answer.columns.slice(0, MOST);
  const drifting = answer.rows.filter((row) =>
    columns.some((column) => row.cells[column.name]?.drift === 'kernel'),
  );
  const total = totalOf(answer.cuts, 'columns', answer.columns.length);
  const rows = answer.rows.filter(
    (row) => !driftOnly || Object.values(row.cells).some(({ drift }) => drift !== null),
  );
  const said =
    drifting.length === 0
      ? 'No hosts of one column contradict each other'
      : `Hosts of one column contradict each other in ${figure(drifting.length)} of ${figure(answer.rows.length)} rows`;
  const parts: (Part | null)[] = [
    drifting.length === 0
      ? null
      : {
          id: 'drift',
          title: 'Where hosts contradict each other',
          body: grid('contradictions', 'Contradictions', drifting, columns),
        },
    {
      id: 'all',
      title: driftOnly ? 'Where hosts differ' : 'All capabilities',
      body: grid('matrix', 'Hosts in each state', rows, columns),
    },
  ];
  return fleetPage('matrix', said, who, cut(columns.length, total, 'columns: those with most hosts'), parts);
}

function grid(
  id: string,
  caption: string,
  rows: readonly CapabilityRow[],
  columns: CapabilityMatrix['columns'],
): Markup {
  const heading = [
    'capability',
    ...columns.map((column) => `${name(column.name)}: ${hosts(column.hosts)}${past(column.expired)}`),
  ];
  const body = rows.map((row) => [
    markup`<b>${name(row.id, 40)}</b>${row.memory === null ? null : ` ${name(row.memory, 20)}`}`,
    ...columns.map((column) => cell(row.cells[column.name])),
  ]);
  return markup`<p class="soft">! hosts contradict each other in what a kernel decides; ~ they differ in permission or resources.</p>
${table(id, caption, heading, [{ title: null, rows: body }])}`;
}

const past = (expired: number): string => (expired === 0 ? '' : `, ${figure(expired)} expired`);

const KNOWN = new Set<string>(STATES);

/** A state alone where hosts agree; else each with its count, and what kind of difference it is. */
function cell(of: Cell | undefined): Markup {
  if (of === undefined) return markup`<span class="soft">-</span>`;
  const states = of.states.map(
    ({ state, hosts: count }) =>
      markup`${tag(KNOWN.has(state) ? state : '', `${figure(count)} ${words(name(state, 20))}`)} `,
  );
  if (of.drift === null) return markup`${states}`;
  const { style, word } = DRIFT[of.drift];
  return markup`<strong class="tag ${style}">${word}</strong> ${states}`;
}
