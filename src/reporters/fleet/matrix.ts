import type { CapabilityMatrix, CapabilityRow, Cell } from '../../fleet/ask/matrix.js';
import type { State } from '../../report/contract.js';
import type { Look } from '../reporter.js';
import { grid } from '../table/grid.js';
import { type Page, pageOf } from '../table/page.js';
import { paintState } from '../table/state.js';
import { counted, figure, hosts, name, type Who } from './page.js';

const MARKS = { kernel: ' !', circumstances: ' ~' } as const;

/**
 * One block for each column: a fleet has more kernels than a terminal has room for, and what one kernel's hosts
 * disagree in is what is looked for.
 */
export function matrix(answer: CapabilityMatrix, who: Who, look: Look, driftOnly: boolean): string {
  const page = pageOf(look);
  const blocks = answer.columns.map((column) => {
    const rows = answer.rows.flatMap((row) => line(page, row, row.cells[column.name], driftOnly));
    const drifting = answer.rows.filter((row) => row.cells[column.name]?.drift === 'kernel').length;
    const note =
      drifting === 0
        ? ''
        : `, hosts contradict each other in ${figure(drifting)} row${drifting === 1 ? '' : 's'}`;
    const past = column.expired === 0 || who.includeExpired ? '' : `, and ${figure(column.expired)} expired`;
    const title = page.paint.bold(`${name(column.name)}: ${hosts(column.hosts)}${past}${note}`);
    return [title, ...(rows.length === 0 ? [`  ${nothing(column.hosts, driftOnly)}`] : grid(rows))].join(
      '\n',
    );
  });
  const legend = '! hosts contradict each other   ~ they differ in permission or resources';
  const cut = answer.cuts.map(
    ({ shown, total }) => `${figure(shown)} of ${figure(total)} columns: those with most hosts`,
  );
  return `${[counted(who), ...blocks, ...cut, legend].join('\n\n')}\n`;
}

const nothing = (count: number, driftOnly: boolean): string => {
  if (count === 0) return 'no host that counts';
  return driftOnly ? 'no difference' : 'no row';
};

function line(page: Page, row: CapabilityRow, cell: Cell | undefined, driftOnly: boolean): string[][] {
  if (cell === undefined || (driftOnly && cell.drift === null)) return [];
  const mark = cell.drift === null ? '' : page.paint.red(MARKS[cell.drift]);
  const states = cell.states.map(
    ({ state, hosts: n }) =>
      paintState(page, state as State, `${figure(n)} ${name(state, 20).replaceAll('_', ' ')}`) ??
      name(state, 20),
  );
  return [[`  ${name(row.id, 40)}  `, `${name(row.memory, 20)}  `, states.join(', ') + mark]];
}
