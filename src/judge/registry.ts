/** Names of userfaultfd's bits (include/uapi/linux/userfaultfd.h) with the first mainline kernel of each. */

import type { First } from './since.js';

export interface FeatureName {
  bit: number;
  name: string;
  since: First;
}

const NAMES: readonly (readonly [name: string, since: First])[] = [
  ['PAGEFAULT_FLAG_WP', '5.7'],
  ['EVENT_FORK', '4.11'],
  ['EVENT_REMAP', '4.11'],
  ['EVENT_REMOVE', '4.11'],
  ['MISSING_HUGETLBFS', '4.11'],
  ['MISSING_SHMEM', '4.11'],
  ['EVENT_UNMAP', '4.11'],
  ['SIGBUS', '4.14'],
  ['THREAD_ID', '4.14'],
  ['MINOR_HUGETLBFS', '5.13'],
  ['MINOR_SHMEM', '5.14'],
  ['EXACT_ADDRESS', '5.18'],
  ['WP_HUGETLBFS_SHMEM', '5.19'],
  // UFFD_FEATURE_MINOR_HUGETLBFS_HGM in RFC v1 and v2: this bit proves neither.
  ['WP_UNPOPULATED', '6.4'],
  ['POISON', '6.6'],
  ['WP_ASYNC', '6.7'],
  ['MOVE', '6.8'],
  ['RWP', '7.3'],
  ['RWP_ASYNC', '7.3'],
];

export const FEATURES: readonly FeatureName[] = NAMES.map(([name, since], bit) => ({ bit, name, since }));

/** Set by the kernel in `enabled`, never asked for: UFFD_FEATURE_INITIALIZED (fs/userfaultfd.c). */
export const INTERNAL_FEATURE_BIT = 31;

export const FEATURE = {
  PAGEFAULT_FLAG_WP: 0,
  EVENT_FORK: 1,
  MINOR_HUGETLBFS: 9,
  MINOR_SHMEM: 10,
  WP_HUGETLBFS_SHMEM: 12,
  BIT_13: 13,
  POISON: 14,
  MOVE: 16,
  RWP: 17,
  RWP_ASYNC: 18,
} as const;

/** Numbers of the ioctls, as bits of the masks that API and REGISTER answer. */
export const IOCTL = {
  REGISTER: 0,
  UNREGISTER: 1,
  WAKE: 2,
  COPY: 3,
  ZEROPAGE: 4,
  MOVE: 5,
  WRITEPROTECT: 6,
  CONTINUE: 7,
  POISON: 8,
  RWPROTECT: 9,
  SET_MODE: 10,
  API: 63,
} as const;

const IOCTL_NAMES = new Map<number, string>(Object.entries(IOCTL).map(([name, bit]) => [bit, name]));

/** `MINOR_SHMEM`, or `bit19` beyond the registry. */
export const featureName = (bit: number): string => FEATURES[bit]?.name ?? `bit${bit}`;

/** `feature.minor_shmem`. */
export const featureId = (bit: number): string =>
  `feature.${FEATURES[bit]?.name.toLowerCase() ?? `bit${bit}`}`;

/** Of ioctls that public trees give other meanings (8 WAKE_THREAD, 9 DEACTIVATE): the feature that came with ours. */
const CAME_WITH: Readonly<Record<number, number>> = {
  [IOCTL.POISON]: FEATURE.POISON,
  [IOCTL.RWPROTECT]: FEATURE.RWP,
  [IOCTL.SET_MODE]: FEATURE.RWP,
};

/** `CONTINUE`, or `bit11` where no registry names it, or what came with the name is not offered. */
export function ioctlName(bit: number, offered: (feature: number) => boolean): string {
  const feature = CAME_WITH[bit];
  const known = feature === undefined || offered(feature);
  return (known ? IOCTL_NAMES.get(bit) : undefined) ?? `bit${bit}`;
}
