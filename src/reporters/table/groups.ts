import type { CapabilityInfo } from '../../capabilities/capability.js';
import type { Capability } from '../../report/contract.js';

/** Rows of the matrix that stand under one heading. */
export interface Group {
  title: string;
  rows: Row[];
}

/** One capability: in `cells` by its memory, or `single` where it does not depend on memory. */
export interface Row {
  id: string;
  /** In plain words; empty for what a newer tool knows. */
  name: string;
  cells: Map<string, Capability>;
  single: Capability | null;
}

/** Groups in the catalog's order; what the catalog does not know (a newer report) comes last. */
export function groups(capabilities: readonly Capability[], catalog: readonly CapabilityInfo[]): Group[] {
  const titles = new Map(catalog.map(({ id, group }) => [id, group.heading]));
  const names = new Map(catalog.map(({ id, name }) => [id, name]));
  const order = new Map([...titles.keys()].map((id, at) => [id, at]));
  const rows = new Map<string, Row>();
  for (const capability of capabilities) {
    const row = rows.get(capability.id) ?? {
      id: capability.id,
      name: names.get(capability.id) ?? '',
      cells: new Map(),
      single: null,
    };
    rows.set(capability.id, row);
    if (capability.memory === null) row.single = capability;
    else row.cells.set(capability.memory, capability);
  }
  const rank = (row: Row): number => order.get(row.id) ?? Number.POSITIVE_INFINITY;
  const found = new Map<string, Group>();
  for (const row of [...rows.values()].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)))) {
    const title = titles.get(row.id) ?? 'Others';
    const group = found.get(title) ?? { title, rows: [] };
    found.set(title, group);
    group.rows.push(row);
  }
  return [...found.values()];
}
