import type { Group } from './group.js';

/** How much of the memory a call is made for. A family may declare one of its own beside its rows. */
export interface Extent {
  /** Behind the name of the operation, `continue.base`; and the step of the experiment that makes the call. */
  name: string;
  /** In titles: `one base page`. */
  title: string;
  /** In names: `base page`. */
  page: string;
  /** The size as `require` has it, `continue:shmem@4K`; null on memory that has no such page. */
  bytes: (basePageBytes: number, hugePageBytes: number | null) => number | null;
  group: Group;
}

export const BASE: Extent = {
  name: 'base',
  title: 'one base page',
  page: 'base page',
  bytes: (basePageBytes) => basePageBytes,
  group: {
    heading: 'Operations at the base page',
    section: 'Operations',
    series: 'operations_base',
  },
};

export const HUGE: Extent = {
  name: 'huge',
  title: 'one whole huge page',
  page: 'huge page',
  bytes: (_, hugePageBytes) => hugePageBytes,
  group: {
    heading: 'Operations at the whole huge page',
    section: 'Operations',
    series: 'operations_huge',
  },
};
