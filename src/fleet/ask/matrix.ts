/** Capabilities against kernels, architectures or versions of the tool. */
import type { Engine } from '../engine.js';
import { capabilitiesOf } from '../tables.js';
import type { Axis } from './axes.js';

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
  columns: { name: string; hosts: number }[];
  rows: CapabilityRow[];
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
  const columns = await engine.rows<{ name: string; hosts: number }>(
    `SELECT ${COLUMN[by]} AS name, count(*) AS hosts FROM host GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${MAX_COLUMNS}`,
  );
  await engine.run(
    `CREATE OR REPLACE TEMP TABLE alike AS SELECT ${COLUMN[by]} AS name, matrix, count(*) AS n FROM host
     WHERE matrix IS NOT NULL GROUP BY ALL`,
  );
  const found = await engine.rows<{
    id: string;
    memory: string | null;
    name: string;
    state: string;
    hosts: number;
  }>(
    `SELECT id, memory, name, state, sum(n)::BIGINT AS hosts FROM (${capabilitiesOf('alike', 'name, n')})
     WHERE name IN (SELECT ${COLUMN[by]} FROM host GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${MAX_COLUMNS})
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
  return { by, columns, rows: [...rows.values()] };
}

function drift({ states }: Cell): Cell['drift'] {
  if (states.length < 2) return null;
  return states.filter(({ state }) => OF_KERNEL.has(state)).length > 1 ? 'kernel' : 'circumstances';
}
