import type { Document, State } from './contract.js';
import { best, standing, stateOf } from './ranks.js';

/** Capabilities that are told by one state where each of them would be too much. */
export const GROUPS = [
  'hgm',
  'userfaultfd',
  'kernel_faults',
  'features',
  'register',
  'operations_base',
  'operations_huge',
] as const;

export type Group = (typeof GROUPS)[number];

/**
 * One state for each group. `hgm` is the verdict; `userfaultfd` the best of the ways in, since one is enough;
 * of the others what stands in the way of any row, see `standing`. Null where the document has no such row.
 */
export function groupStates(document: Document): Map<Group, State | null> {
  const rows = Object.entries(document.matrix).map(([id, cells]) => ({
    group: groupOf(id),
    states: Object.values(cells).map(stateOf),
  }));
  return new Map(
    GROUPS.map((group) => {
      if (group === 'hgm') return [group, document.hgm.state];
      const states = rows.filter((row) => row.group === group).flatMap((row) => row.states);
      return [group, group === 'userfaultfd' ? best(states) : standing(states)];
    }),
  );
}

/** By the beginning of its name, so that a row that a later version adds is counted, too. */
function groupOf(id: string): Group {
  if (/^(hgm|madv_split)(\.|$)/.test(id)) return 'hgm';
  if (id.startsWith('open.')) return 'userfaultfd';
  if (id === 'kernel_faults') return 'kernel_faults';
  if (id.startsWith('feature.')) return 'features';
  if (id.startsWith('register.')) return 'register';
  return id.endsWith('.huge') ? 'operations_huge' : 'operations_base';
}
