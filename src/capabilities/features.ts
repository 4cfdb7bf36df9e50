/** The features of UFFDIO_API (include/uapi/linux/userfaultfd.h): their bits, and a row for each. */
import type { CapabilityInfo } from './capability.js';
import { FEATURE_GROUP } from './group.js';

type Declared = Pick<CapabilityInfo, 'name' | 'since' | 'what' | 'writeProtection' | 'action'> & {
  /** What a state means for this bit and no other. */
  states?: CapabilityInfo['states'];
};

/**
 * In the order of their bits. Write protection is taken out of the offer where the architecture has none
 * (userfaultfd_api, fs/userfaultfd.c).
 */
const BITS = {
  PAGEFAULT_FLAG_WP: {
    name: 'write protection of anonymous memory',
    since: '5.7',
    writeProtection: true,
    what: 'Faults on write-protected pages say so in their flags: write protection of anonymous memory.',
  },
  EVENT_FORK: {
    name: 'be told of a fork',
    since: '4.11',
    what: 'An event with a new descriptor when the process forks. Wants CAP_SYS_PTRACE.',
    states: { not_permitted: 'Offered, but it wants CAP_SYS_PTRACE.' },
    action: 'Grant CAP_SYS_PTRACE in the initial user namespace.',
  },
  EVENT_REMAP: {
    name: 'be told of moved memory',
    since: '4.11',
    what: 'An event when registered memory is moved by mremap.',
  },
  EVENT_REMOVE: {
    name: 'be told of pages given up',
    since: '4.11',
    what: 'An event when pages are given up by MADV_DONTNEED or MADV_REMOVE.',
  },
  MISSING_HUGETLBFS: {
    name: 'missing pages of hugetlb',
    since: '4.11',
    what: 'Missing faults on hugetlb memory.',
  },
  MISSING_SHMEM: { name: 'missing pages of shmem', since: '4.11', what: 'Missing faults on shmem.' },
  EVENT_UNMAP: {
    name: 'be told of unmapped memory',
    since: '4.11',
    what: 'An event when registered memory is unmapped.',
  },
  SIGBUS: {
    name: 'a signal instead of an event',
    since: '4.14',
    what: 'A fault raises SIGBUS in the thread instead of an event: no handler thread is needed.',
  },
  THREAD_ID: {
    name: 'which thread faulted',
    since: '4.14',
    what: 'Events carry the id of the faulting thread.',
  },
  MINOR_HUGETLBFS: {
    name: 'pages that only a hugetlb file has',
    since: '5.13',
    what: 'Minor faults on hugetlb: the page is in the file, not in the mapping. The ground that HGM stands on.',
  },
  MINOR_SHMEM: { name: 'pages that only a shmem file has', since: '5.14', what: 'Minor faults on shmem.' },
  EXACT_ADDRESS: {
    name: 'the exact address of a fault',
    since: '5.18',
    what: 'Events carry the exact address of the fault, not rounded to the page.',
  },
  WP_HUGETLBFS_SHMEM: {
    name: 'write protection of hugetlb and shmem',
    since: '5.19',
    writeProtection: true,
    what: 'Write protection of hugetlb and shmem.',
  },
  WP_UNPOPULATED: {
    name: 'write protection of pages not there yet',
    since: '6.4',
    writeProtection: true,
    what:
      'Write protection of pages that are not there yet. HGM RFC v1 and v2 used this bit as MINOR_HUGETLBFS_HGM, and ' +
      'every stock kernel since 6.4 sets it: the bit proves neither.',
  },
  POISON: {
    name: 'make an access fail',
    since: '6.6',
    what: 'UFFDIO_POISON: an access to the page raises SIGBUS, as on broken memory. Wants ioctl bit 8 beside it.',
  },
  WP_ASYNC: {
    name: 'write protection without a handler',
    since: '6.7',
    writeProtection: true,
    what: 'Write protection that the kernel lifts by itself, for tracking writes. Brings WP_UNPOPULATED.',
  },
  MOVE: {
    name: 'move pages',
    since: '6.8',
    what: 'UFFDIO_MOVE: pages of anonymous private memory are moved, not copied.',
  },
  RWP: {
    name: 'protection against any access',
    since: '7.3',
    what: 'Protection against reading and writing, for tracking accesses.',
  },
  RWP_ASYNC: {
    name: 'protection without a handler',
    since: '7.3',
    what: 'RWP that the kernel lifts by itself. Not without RWP.',
  },
} as const satisfies Record<string, Declared>;

export type FeatureName = keyof typeof BITS;

const NAMES = Object.keys(BITS) as FeatureName[];

/** The bit of each. */
export const FEATURE = Object.fromEntries(NAMES.map((name, bit) => [name, bit])) as Readonly<
  Record<FeatureName, number>
>;

/** RFC v1 and v2 of HGM called this bit MINOR_HUGETLBFS_HGM. */
export const RFC_HGM_BIT = FEATURE.WP_UNPOPULATED;

/** How many bits have names. */
export const NAMED_FEATURES = NAMES.length;

/** Set by the kernel in `enabled`, never asked for: UFFD_FEATURE_INITIALIZED (fs/userfaultfd.c). */
export const INTERNAL_FEATURE_BIT = 31;

/** `MINOR_SHMEM`, or `bit19` beyond those that have names. */
export const featureName = (bit: number): string => NAMES[bit] ?? `bit${bit}`;

/** `feature.minor_shmem`. */
export const featureId = (bit: number): string => `feature.${featureName(bit).toLowerCase()}`;

const PROBED =
  'Offered with nothing asked for; then asked for alone, on a fresh descriptor. Where UFFDIO_API itself is refused, ' +
  'which may stand in an audit log, it is called twice at most in a run.';

const STATES: CapabilityInfo['states'] = {
  advertised: 'Offered, and the kernel enables it; what it does is shown by the rows of the calls.',
  absent: 'Not offered, and refused when asked for.',
  unknown: 'What is offered and what is accepted disagree.',
  not_permitted: 'A filter or a security module refuses UFFDIO_API itself; the evidence has both layers.',
};

const named = NAMES.map((name, bit): CapabilityInfo => {
  const { states, ...own }: Declared = BITS[name];
  return {
    ...own,
    id: featureId(bit),
    title: `UFFD_FEATURE_${name} (bit ${bit})`,
    group: FEATURE_GROUP,
    memories: 'none',
    probed: PROBED,
    states: { ...STATES, ...states },
  };
});

export const FEATURE_ROWS: readonly CapabilityInfo[] = [
  ...named,
  {
    id: 'feature.bit*',
    name: 'a feature that nobody here knows',
    title: 'A feature bit without a name',
    group: FEATURE_GROUP,
    memories: 'none',
    since: null,
    what: 'Offered by the kernel and beyond the registry of this version: newer than the tool, or a private patch.',
    probed: PROBED,
    states: { advertised: 'Offered and enabled; its meaning is not known here.' },
  },
];
