import { KVM, type KvmId } from '../capabilities/kvm.js';
import { TRACKING } from '../capabilities/tracking.js';
import type { Document, UserVerdict } from './contract.js';
import { DETAILS, type Detail } from './details.js';

export type Inventory = Omit<Document, Detail>;

/** Of the rows of KVM what profiles ask for: whether it opens, and whether a guest is served in base pages then. */
function kvmKept({ matrix }: Document): readonly string[] {
  const kept: KvmId[] = ['kvm.open', 'kvm.fault.base'];
  return matrix['kvm.open']?.host === 'supported' ? kept : kept.slice(0, 1);
}

/**
 * The inventory form of a document: without the details, most rows of KVM, those of tracking, pools node by node and what their pages can
 * become, settings but for the plain ones, names of bits, what a profile misses, and why a profile stands so for another
 * user. Of one that has it already, the same. What a later version added stays.
 */
export function inventoryOf(document: Document): Inventory {
  const profiles = Object.entries(document.profiles).map(([name, verdict]) => [
    name,
    without(verdict, 'missing'),
  ]);
  const users = document.users?.map((user) => ({ ...user, profiles: statesAlone(user.profiles) }));
  const ofKvm = kvmKept(document);
  const isKept = (id: string): boolean =>
    !Object.hasOwn(TRACKING, id) && (!Object.hasOwn(KVM, id) || ofKvm.includes(id));
  const kept = {
    ...document,
    profiles: Object.fromEntries(profiles),
    ...(users && { users }),
    matrix: Object.fromEntries(Object.entries(document.matrix).filter(([id]) => isKept(id))),
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
