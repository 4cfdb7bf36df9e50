import type { Document, UserVerdict } from './contract.js';
import { DETAILS, type Detail } from './details.js';

export type Inventory = Omit<Document, Detail>;

/**
 * The inventory form of a document: without the details, pools node by node, what a profile misses, and why a profile
 * stands so for another user. Of one that has it already, the same. What a later version added stays.
 */
export function inventoryOf(document: Document): Inventory {
  const profiles = Object.entries(document.profiles).map(([name, { missing: _, ...verdict }]) => [
    name,
    verdict,
  ]);
  const pools = document.pools.map(({ nodes: _, ...pool }) => pool);
  const users = document.users?.map((user) => ({ ...user, profiles: statesAlone(user.profiles) }));
  const kept = { ...document, profiles: Object.fromEntries(profiles), ...(users && { users }), pools };
  for (const key of DETAILS) delete kept[key];
  return kept;
}

const statesAlone = (profiles: UserVerdict['profiles']): UserVerdict['profiles'] =>
  Object.fromEntries(Object.entries(profiles).map(([name, { state }]) => [name, { state }]));
