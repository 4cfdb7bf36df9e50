import type { Document, UserVerdict } from './contract.js';
import { DETAILS, type Detail } from './details.js';

export type Inventory = Omit<Document, Detail>;

/**
 * The inventory form of a document: without the details, pools node by node and what their pages can become, settings
 * but for the plain ones, names of bits, what a profile misses, and why a profile stands so for another user. Of one
 * that has it already, the same. What a later version added stays.
 */
export function inventoryOf(document: Document): Inventory {
  const profiles = Object.entries(document.profiles).map(([name, verdict]) => [
    name,
    without(verdict, 'missing'),
  ]);
  const users = document.users?.map((user) => ({ ...user, profiles: statesAlone(user.profiles) }));
  const kept = {
    ...document,
    profiles: Object.fromEntries(profiles),
    ...(users && { users }),
    userfaultfd: without(document.userfaultfd, 'featureNames', 'ioctlNames'),
    pools: document.pools.map((pool) => without(pool, 'nodes', 'demoteBytes')),
    settings: without(document.settings, 'bootParameters', 'faultSizes'),
  };
  for (const key of DETAILS) delete kept[key];
  return kept;
}

const without = <T extends object, K extends keyof T & string>(value: T, ...keys: K[]): Omit<T, K> =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key as K))) as Omit<T, K>;

const statesAlone = (profiles: UserVerdict['profiles']): UserVerdict['profiles'] =>
  Object.fromEntries(Object.entries(profiles).map(([name, { state }]) => [name, { state }]));
