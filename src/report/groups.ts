import { CATALOG, findCapability } from '../capabilities/catalog.js';
import { BASE, HUGE } from '../capabilities/extent.js';
import { findOperation } from '../capabilities/families/operations.js';
import { type Group, HGM_GROUP, KVM_GROUP, WAYS_IN } from '../capabilities/group.js';
import type { Document, State } from './contract.js';
import { best, standing, stateOf } from './ranks.js';

/** In the order of the catalog, the first of those that share a series. */
export const GROUPS: readonly Group[] = CATALOG.map(({ group }) => group).filter(
  ({ series }, at, all) => all.findIndex((group) => group.series === series) === at,
);

/**
 * One state for each group of capabilities, where each of them would be too much. HGM's is the verdict; of the ways in
 * the best, since one is enough; of KVM whether it opens; of the others what stands in the way of any row, see `standing`. Null where the
 * document has no such row.
 */
export function groupStates(document: Document): Map<Group, State | null> {
  const rows = Object.entries(document.matrix).map(([id, cells]) => ({
    group: groupOf(id),
    states: Object.values(cells).map(stateOf),
  }));
  return new Map(
    GROUPS.map((group) => {
      if (group === HGM_GROUP) return [group, document.hgm.state];
      if (group === KVM_GROUP) return [group, opens(document)];
      const states = rows.filter((row) => row.group.series === group.series).flatMap((row) => row.states);
      return [group, group === WAYS_IN ? best(states) : standing(states)];
    }),
  );
}

function opens({ matrix }: Document): State | null {
  const cell = matrix['kvm.open']?.host;
  return cell === undefined ? null : stateOf(cell);
}

/** A row that a later version adds is counted as well: with its family, or as an operation. */
function groupOf(id: string): Group {
  const known = findCapability(id);
  if (known !== undefined) return known.group;
  const family = familyOf(id);
  const kin = CATALOG.find((info) => familyOf(info.id) === family);
  if (kin !== undefined && findOperation(family) === undefined) return kin.group;
  return (id.endsWith(`.${HUGE.name}`) ? HUGE : BASE).group;
}

/** `register` of `register.minor`. */
const familyOf = (id: string): string => id.split('.', 1).join();
