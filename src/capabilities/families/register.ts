/** The modes of UFFDIO_REGISTER, a row for each. */
import type { CapabilityInfo } from '../capability.js';
import { REGISTERING } from '../group.js';

type Declared = Pick<CapabilityInfo, 'name' | 'title' | 'since' | 'writeProtection' | 'what' | 'on'>;

/** By name, which is the step of the experiment; in the order of the rows. */
const MODE = {
  missing: {
    name: 'be told of missing pages',
    title: 'MISSING',
    since: { anonymous: '4.3', shmem: '4.11', hugetlb: '4.11' },
    what: 'Faults on pages that are not there.',
  },
  wp: {
    name: 'be told of writes to protected pages',
    title: 'WP',
    since: { anonymous: '5.7', shmem: '5.19', hugetlb: '5.19' },
    writeProtection: true,
    what: 'Faults on writes to protected pages.',
  },
  minor: {
    name: 'be told of pages that only the file has',
    title: 'MINOR',
    since: { anonymous: 'nothing', shmem: '5.14', hugetlb: '5.13' },
    what: 'Faults on pages that the file has and the mapping has not.',
    on: { anonymous: 'Private anonymous memory has no file and so no such faults.' },
  },
  rwp: {
    name: 'be told of any access to protected pages',
    title: 'RWP',
    since: '7.3',
    what: 'Faults on any access to protected pages. Not together with WP.',
  },
  all: {
    name: 'be told of the three older kinds at once',
    title: 'MISSING, WP and MINOR together',
    since: { anonymous: 'nothing', shmem: '5.19', hugetlb: '5.19' },
    writeProtection: true,
    what: 'One registration for the three older modes, as a migration that also tracks writes wants it.',
    on: { anonymous: 'Private anonymous memory has no minor faults.' },
  },
} as const satisfies Record<string, Declared>;

export type Mode = keyof typeof MODE;
export const MODES = Object.keys(MODE) as Mode[];

export const registerId = (mode: Mode): string => `register.${mode}`;

export const REGISTER_ROWS: readonly CapabilityInfo[] = MODES.map((mode) => ({
  ...MODE[mode],
  id: registerId(mode),
  title: `UFFDIO_REGISTER: ${MODE[mode].title}`,
  group: REGISTERING,
  memories: 'each',
  probed:
    'Registered on a fresh descriptor and a fresh mapping; `ioctls` in the evidence is what the kernel then allows. ' +
    'MISSING on the same memory is the control.',
  states: {
    absent: 'Refused, while MISSING on the same memory is taken.',
    not_applicable: 'The memory knows no such fault.',
  },
}));
