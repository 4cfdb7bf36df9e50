import type { CapabilityInfo } from './catalog-info.js';
import { FEATURES, featureId } from './registry.js';

/** Taken out of the offer where the architecture has no write protection (userfaultfd_api, fs/userfaultfd.c). */
const WRITE_PROTECTION = new Set(['PAGEFAULT_FLAG_WP', 'WP_HUGETLBFS_SHMEM', 'WP_UNPOPULATED', 'WP_ASYNC']);

/** One text for each bit of the registry, in its order. */
const TEXTS: readonly string[] = [
  'Faults on write-protected pages say so in their flags: write protection of anonymous memory.',
  'An event with a new descriptor when the process forks. Wants CAP_SYS_PTRACE.',
  'An event when registered memory is moved by mremap.',
  'An event when pages are given up by MADV_DONTNEED or MADV_REMOVE.',
  'Missing faults on hugetlb memory.',
  'Missing faults on shmem.',
  'An event when registered memory is unmapped.',
  'A fault raises SIGBUS in the thread instead of an event: no handler thread is needed.',
  'Events carry the id of the faulting thread.',
  'Minor faults on hugetlb: the page is in the file, not in the mapping. The ground that HGM stands on.',
  'Minor faults on shmem.',
  'Events carry the exact address of the fault, not rounded to the page.',
  'Write protection of hugetlb and shmem.',
  'Write protection of pages that are not there yet. HGM RFC v1 and v2 used this bit as MINOR_HUGETLBFS_HGM, and ' +
    'every stock kernel since 6.4 sets it: the bit proves neither.',
  'UFFDIO_POISON: an access to the page raises SIGBUS, as on broken memory. Wants ioctl bit 8 beside it.',
  'Write protection that the kernel lifts by itself, for tracking writes. Brings WP_UNPOPULATED.',
  'UFFDIO_MOVE: pages of anonymous private memory are moved, not copied.',
  'Protection against reading and writing, for tracking accesses.',
  'RWP that the kernel lifts by itself. Not without RWP.',
];

const PROBED =
  'Offered with nothing asked for; then asked for alone, on a fresh descriptor. Where UFFDIO_API itself is refused, ' +
  'which may stand in an audit log, it is called twice at most in a run.';

const STATES: CapabilityInfo['states'] = {
  advertised: 'Offered, and the kernel enables it; what it does is shown by the rows of the calls.',
  absent: 'Not offered, and refused when asked for.',
  unknown: 'What is offered and what is accepted disagree.',
  not_permitted: 'A filter or a security module refuses UFFDIO_API itself; the evidence has both layers.',
};

const named = FEATURES.map(({ bit, name, since }, index): CapabilityInfo => {
  return {
    id: featureId(bit),
    title: `UFFD_FEATURE_${name} (bit ${bit})`,
    group: 'feature',
    memories: 'none',
    since,
    ...(WRITE_PROTECTION.has(name) && { writeProtection: true }),
    what: TEXTS[index] as string,
    probed: PROBED,
    states:
      name === 'EVENT_FORK' ? { ...STATES, not_permitted: 'Offered, but it wants CAP_SYS_PTRACE.' } : STATES,
    ...(name === 'EVENT_FORK' && { action: 'Grant CAP_SYS_PTRACE in the initial user namespace.' }),
  };
});

export const FEATURE_CATALOG: readonly CapabilityInfo[] = [
  ...named,
  {
    id: 'feature.bit*',
    title: 'A feature bit without a name',
    group: 'feature',
    memories: 'none',
    since: null,
    what: 'Offered by the kernel and beyond the registry of this version: newer than the tool, or a private patch.',
    probed: PROBED,
    states: { advertised: 'Offered and enabled; its meaning is not known here.' },
  },
];
