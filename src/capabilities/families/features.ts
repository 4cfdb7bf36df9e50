/** The features of UFFDIO_API (include/uapi/linux/userfaultfd.h): their bits, and a row for each. */
import type { Kind } from '../../ground/memory.js';
import type { CapabilityInfo } from '../capability.js';
import { FEATURE_GROUP } from '../group.js';

/** What shows that a feature does what its name says: a call of an experiment, by its step, and the look after it. */
export interface Shown {
  experiment: string;
  /** Null where the experiment is about no memory. */
  memory: Kind | null;
  test: string;
  /** The look is `LOOK_effect`; that of the test where there is none. */
  look?: string;
}

type Declared = Pick<CapabilityInfo, 'name' | 'since' | 'what' | 'writeProtection' | 'action'> & {
  /** What a state means for this bit and no other. */
  states?: CapabilityInfo['states'];
  shown: readonly Shown[];
  /** In words: what was done, and what was seen. */
  seen: string;
  /** Public trees give the bit another meaning: it has its name only where its behaviour was seen. */
  disputed?: true;
};

/** Experiments that are made for the features alone. */
export const FEATURE_EXPERIMENTS = ['messages', 'events', 'protection'] as const;

const alone = (experiment: (typeof FEATURE_EXPERIMENTS)[number], test: string, look?: string): Shown[] => [
  { experiment, memory: null, test, ...(look !== undefined && { look }) },
];

/** What the row of a call on that memory was judged by. */
const byCall = (experiment: string, memory: Kind, test: 'base' | 'huge'): Shown => ({
  experiment,
  memory,
  test,
});

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
    shown: alone('messages', 'protected'),
    seen: 'A thread wrote to a protected page: the flag stands in the message of that fault and not in one of a missing page.',
  },
  EVENT_FORK: {
    name: 'be told of a fork',
    since: '4.11',
    what: 'An event with a new descriptor when the process forks. Wants CAP_SYS_PTRACE.',
    states: { not_permitted: 'Offered, but it wants CAP_SYS_PTRACE.' },
    action: 'Grant CAP_SYS_PTRACE in the initial user namespace.',
    shown: alone('events', 'fork'),
    seen: 'A process forked: the event came, and the fault of its child was served through the descriptor in it.',
  },
  EVENT_REMAP: {
    name: 'be told of moved memory',
    since: '4.11',
    what: 'An event when registered memory is moved by mremap.',
    shown: alone('events', 'remap'),
    seen: 'Memory was moved: the event came, with both addresses and the length.',
  },
  EVENT_REMOVE: {
    name: 'be told of pages given up',
    since: '4.11',
    what: 'An event when pages are given up by MADV_DONTNEED or MADV_REMOVE.',
    shown: alone('events', 'remove'),
    seen: 'A page was given up by MADV_DONTNEED: the event came, with its addresses.',
  },
  MISSING_HUGETLBFS: {
    name: 'missing pages of hugetlb',
    since: '4.11',
    what: 'Missing faults on hugetlb memory.',
    shown: [byCall('wake', 'hugetlb', 'base')],
    seen: 'A thread waited for a handler on a missing huge page, which takes none of the pool.',
  },
  MISSING_SHMEM: {
    name: 'missing pages of shmem',
    since: '4.11',
    what: 'Missing faults on shmem.',
    shown: [byCall('wake', 'shmem', 'base')],
    seen: 'A thread waited for a handler on a missing page of shmem.',
  },
  EVENT_UNMAP: {
    name: 'be told of unmapped memory',
    since: '4.11',
    what: 'An event when registered memory is unmapped.',
    shown: alone('events', 'unmap'),
    seen: 'Memory was unmapped: the event came, with its addresses.',
  },
  SIGBUS: {
    name: 'a signal instead of an event',
    since: '4.14',
    what: 'A fault raises SIGBUS in the thread instead of an event: no handler thread is needed.',
    shown: alone('protection', 'sigbus'),
    seen: 'A touch of a missing page raised SIGBUS (BUS_ADRERR).',
  },
  THREAD_ID: {
    name: 'which thread faulted',
    since: '4.14',
    what: 'Events carry the id of the faulting thread.',
    shown: alone('messages', 'told', 'thread'),
    seen: 'The message of a fault has the id of the thread that waits; without the feature it has none.',
  },
  MINOR_HUGETLBFS: {
    name: 'pages that only a hugetlb file has',
    since: '5.13',
    what: 'Minor faults on hugetlb: the page is in the file, not in the mapping. The ground that HGM stands on.',
    shown: [byCall('continue', 'hugetlb', 'huge')],
    seen: 'UFFDIO_CONTINUE mapped a huge page of the file, which has to be borrowed for it.',
  },
  MINOR_SHMEM: {
    name: 'pages that only a shmem file has',
    since: '5.14',
    what: 'Minor faults on shmem.',
    shown: [byCall('continue', 'shmem', 'base')],
    seen: 'UFFDIO_CONTINUE mapped a page of the file.',
  },
  EXACT_ADDRESS: {
    name: 'the exact address of a fault',
    since: '5.18',
    what: 'Events carry the exact address of the fault, not rounded to the page.',
    shown: alone('messages', 'told', 'exact'),
    seen: 'The message of a fault has the very address; without the feature it has that of the page.',
  },
  WP_HUGETLBFS_SHMEM: {
    name: 'write protection of hugetlb and shmem',
    since: '5.19',
    writeProtection: true,
    what: 'Write protection of hugetlb and shmem.',
    shown: [byCall('writeprotect', 'shmem', 'base'), byCall('writeprotect', 'hugetlb', 'huge')],
    seen: 'A protected page of shmem, or of hugetlb memory, stopped a write.',
  },
  WP_UNPOPULATED: {
    name: 'write protection of pages not there yet',
    since: '6.4',
    writeProtection: true,
    what:
      'Write protection of pages that are not there yet. HGM RFC v1 and v2 used this bit as MINOR_HUGETLBFS_HGM, and ' +
      'every stock kernel since 6.4 sets it: the bit proves neither.',
    shown: alone('protection', 'unpopulated'),
    seen: 'A write to a page that was protected before it was there was stopped. Without the feature the protection answers 0 and protects nothing.',
    disputed: true,
  },
  POISON: {
    name: 'make an access fail',
    since: '6.6',
    what: 'UFFDIO_POISON: an access to the page raises SIGBUS, as on broken memory. Wants ioctl bit 8 beside it.',
    shown: [byCall('poison', 'anonymous', 'base'), byCall('poison', 'shmem', 'base')],
    seen: 'UFFDIO_POISON put a marker in place of a page; see the rows of that call.',
  },
  WP_ASYNC: {
    name: 'write protection without a handler',
    since: '6.7',
    writeProtection: true,
    what: 'Write protection that the kernel lifts by itself, for tracking writes. Brings WP_UNPOPULATED.',
    shown: alone('protection', 'async'),
    seen: 'A write to a protected page went through, and the page was protected no longer.',
  },
  MOVE: {
    name: 'move pages',
    since: '6.8',
    what: 'UFFDIO_MOVE: pages of anonymous private memory are moved, not copied.',
    shown: [byCall('move', 'anonymous', 'base')],
    seen: 'UFFDIO_MOVE brought a page with its bytes.',
  },
  RWP: {
    name: 'protection against any access',
    since: '7.3',
    what: 'Protection against reading and writing, for tracking accesses.',
    shown: [byCall('rwprotect', 'anonymous', 'base'), byCall('rwprotect', 'shmem', 'base')],
    seen: 'A read of a protected page was stopped.',
    disputed: true,
  },
  RWP_ASYNC: {
    name: 'protection without a handler',
    since: '7.3',
    what: 'RWP that the kernel lifts by itself. Not without RWP.',
    shown: alone('protection', 'rwp_async'),
    seen: 'A read of a protected page went through, and the page was protected no longer. UFFDIO_SET_MODE then turned that off, where the evidence has it.',
    disputed: true,
  },
} as const satisfies Record<string, Declared>;

export type FeatureName = keyof typeof BITS;

const NAMES = Object.keys(BITS) as FeatureName[];

/** The bit of each. */
export const FEATURE = Object.fromEntries(NAMES.map((name, bit) => [name, bit])) as Readonly<
  Record<FeatureName, number>
>;

/** What shows it; none for a bit without a name. */
export const shownBy = (bit: number): readonly Shown[] => {
  const name = NAMES[bit];
  return name === undefined ? [] : BITS[name].shown;
};

export function isDisputed(bit: number): boolean {
  const name = NAMES[bit];
  return name !== undefined && (BITS[name] as Declared).disputed === true;
}

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

/** `feature.bit19`: of a bit that has no name, or not this one. */
export const unnamedId = (bit: number): string => `feature.bit${bit}`;

const PROBED =
  'Offered with nothing asked for; then asked for alone, on a fresh descriptor. Where UFFDIO_API itself is refused, ' +
  'which may stand in an audit log, it is called twice at most in a run.';

const STATES: CapabilityInfo['states'] = {
  supported: 'Enabled, and its behaviour was seen.',
  advertised:
    'Offered, and the kernel enables it; what it does could not be seen, or is not what the name says.',
  absent: 'Not offered, and refused when asked for.',
  unknown: 'What is offered and what is accepted or seen disagree.',
  not_permitted: 'A filter or a security module refuses UFFDIO_API itself; the evidence has both layers.',
};

const named = NAMES.map((name, bit): CapabilityInfo => {
  const { states, shown: _, seen, disputed: __, ...own }: Declared = BITS[name];
  return {
    ...own,
    id: featureId(bit),
    title: `UFFD_FEATURE_${name} (bit ${bit})`,
    group: FEATURE_GROUP,
    memories: 'none',
    probed: `${PROBED} ${seen}`,
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
