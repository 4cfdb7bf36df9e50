/** Capabilities against kernels, architectures or versions of the tool. */
import { type Engine, literal } from '../engine.js';
import type { Axis } from './axes.js';
import { type Cut, cutOf } from './cut.js';

export interface Cell {
  /** Hosts in each state, the commonest first. */
  states: { state: string; hosts: number }[];
  /**
   * `kernel`: hosts of one column contradict each other in what the kernel can do. `circumstances`: they differ in
   * permission or resources alone. Null: they agree.
   */
  drift: 'kernel' | 'circumstances' | null;
}

export interface CapabilityRow {
  id: string;
  memory: string | null;
  /** By the name of the column; a column without this row is not there. */
  cells: Record<string, Cell>;
}

export interface CapabilityMatrix {
  by: Axis;
  /** Those with most hosts. `expired`: see `Count` of `summary.ts`; no cell has them where they do not count. */
  columns: { name: string; hosts: number; expired: number }[];
  rows: CapabilityRow[];
  cuts: Cut[];
}

/** One kernel release stands for other code on another architecture. */
const COLUMN: Readonly<Record<Axis, string>> = {
  kernel: "kernel_release || ' ' || arch",
  arch: 'arch',
  tool: "coalesce(tool_version, 'unknown')",
};

const MAX_COLUMNS = 200;
/** What a kernel decides; the other states depend on the caller, on free pages or on what was asked for. */
const OF_KERNEL = new Set(['supported', 'advertised', 'absent', 'limited']);

export async function askMatrix(engine: Engine, by: Axis): Promise<CapabilityMatrix> {
  await engine.run(
    `CREATE OR REPLACE TEMP TABLE alike AS SELECT ${COLUMN[by]} AS name, matrix, counts, expired, count(*) AS n
     FROM host GROUP BY ALL`,
  );
  const columns = await engine.rows<{ name: string; hosts: number; expired: number; of_all: number }>(
    `SELECT name, coalesce(sum(n) FILTER (counts), 0)::BIGINT AS hosts, coalesce(sum(n) FILTER (expired), 0)::BIGINT AS expired,
       count(*) OVER () AS of_all FROM alike GROUP BY 1 ORDER BY 2 DESC, 3 DESC, 1 LIMIT ${MAX_COLUMNS}`,
  );
  const found = await engine.rows<{
    id: string;
    memory: string | null;
    name: string;
    state: string;
    hosts: number;
  }>(
    `SELECT id, memory, name, state, sum(n)::BIGINT AS hosts FROM alike JOIN cell USING (matrix)
     WHERE counts AND name IN (${['NULL', ...columns.map(({ name }) => literal(name))].join(', ')})
     GROUP BY ALL ORDER BY id, memory, name, hosts DESC, state`,
  );
  const rows = new Map<string, CapabilityRow>();
  for (const { id, memory, name, state, hosts } of found) {
    const key = JSON.stringify([id, memory]);
    const row = rows.get(key) ?? { id, memory, cells: Object.create(null) as Record<string, Cell> };
    rows.set(key, row);
    const cell = row.cells[name] ?? { states: [], drift: null };
    cell.states.push({ state, hosts });
    row.cells[name] = cell;
  }
  for (const { cells } of rows.values()) for (const cell of Object.values(cells)) cell.drift = drift(cell);
  return {
    by,
    columns: columns.map(({ of_all: _, ...column }) => column),
    rows: [...rows.values()],
    cuts: cutOf('columns', columns.length, columns[0]?.of_all ?? 0),
  };
}

function drift({ states }: Cell): Cell['drift'] {
  if (states.length < 2) return null;
  return states.filter(({ state }) => OF_KERNEL.has(state)).length > 1 ? 'kernel' : 'circumstances';
}
