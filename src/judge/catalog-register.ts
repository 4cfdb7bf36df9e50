import type { CapabilityInfo } from './catalog-info.js';
import { MODES, type Mode } from './register.js';

interface Text {
  title: string;
  since: string;
  what: string;
}

const TEXTS: Record<Mode, Text> = {
  missing: {
    title: 'MISSING',
    since: '4.3',
    what: 'Faults on pages that are not there. hugetlb and shmem since 4.11.',
  },
  wp: {
    title: 'WP',
    since: '5.7',
    what: 'Faults on writes to protected pages. hugetlb and shmem since 5.19.',
  },
  minor: {
    title: 'MINOR',
    since: '5.13',
    what:
      'Faults on pages that the file has and the mapping has not. hugetlb since 5.13, shmem since 5.14; private ' +
      'anonymous memory has no file and so no such faults.',
  },
  rwp: {
    title: 'RWP',
    since: '7.3',
    what: 'Faults on any access to protected pages. Not together with WP.',
  },
  all: {
    title: 'MISSING, WP and MINOR together',
    since: '5.13',
    what: 'One registration for the three older modes, as a migration that also tracks writes wants it.',
  },
};

export const REGISTER_CATALOG: readonly CapabilityInfo[] = MODES.map((mode) => ({
  id: `register.${mode}`,
  title: `UFFDIO_REGISTER: ${TEXTS[mode].title}`,
  group: 'register',
  memories: 'each',
  since: TEXTS[mode].since,
  what: TEXTS[mode].what,
  probed:
    'Registered on a fresh descriptor and a fresh mapping; `ioctls` in the evidence is what the kernel then allows. ' +
    'MISSING on the same memory is the control.',
  states: {
    absent: 'Refused, while MISSING on the same memory is taken.',
    not_applicable: 'The memory knows no such fault.',
  },
}));
