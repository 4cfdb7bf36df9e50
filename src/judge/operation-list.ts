import type { Mode } from './register.js';
import { FEATURE, IOCTL } from './registry.js';
import type { Column } from './sizes.js';

export type Kind = Column['kind'];
export type Extent = 'base' | 'huge';

export interface Operation {
  id: string;
  /** Bit of the ioctl in what REGISTER answers; null for an advice. */
  ioctl: number | null;
  /** Mode that the memory is registered in. */
  mode: Mode;
  /** Feature bit that came with the call on that memory; null where it is as old as userfaultfd or no ioctl. */
  feature: (kind: Kind) => number | null;
  /** Rows; `huge` stands for a whole huge page. */
  extents: (kind: Kind) => readonly Extent[];
  /** Memory for which the kernel has no such notion at all. */
  not: readonly Kind[];
}

const none = () => null;
const baseAndHuge = (kind: Kind): readonly Extent[] => (kind === 'hugetlb' ? ['base', 'huge'] : ['base']);

function ioctl(
  name: keyof typeof IOCTL,
  mode: Mode,
  feature: (kind: Kind) => number | null = none,
): Operation {
  return { id: name.toLowerCase(), ioctl: IOCTL[name], mode, feature, extents: baseAndHuge, not: [] };
}

function advice(id: string): Operation {
  return { id, ioctl: null, mode: 'missing', feature: none, extents: baseAndHuge, not: [] };
}

/** Minor faults and hole punching are about files; private anonymous memory has none. */
const filesOnly = { not: ['anonymous'] } as const;

/** In the order of the rows. */
export const OPERATIONS: readonly Operation[] = [
  {
    ...ioctl('CONTINUE', 'minor', (kind) =>
      kind === 'hugetlb' ? FEATURE.MINOR_HUGETLBFS : FEATURE.MINOR_SHMEM,
    ),
    ...filesOnly,
  },
  ioctl('COPY', 'missing'),
  ioctl('ZEROPAGE', 'missing'),
  ioctl('POISON', 'missing', () => FEATURE.POISON),
  ioctl('WRITEPROTECT', 'wp', (kind) =>
    kind === 'anonymous' ? FEATURE.PAGEFAULT_FLAG_WP : FEATURE.WP_HUGETLBFS_SHMEM,
  ),
  ioctl('RWPROTECT', 'rwp', () => FEATURE.RWP),
  ioctl('MOVE', 'missing', () => FEATURE.MOVE),
  advice('dontneed'),
  { ...advice('remove'), ...filesOnly },
  advice('populate'),
  { ...advice('collapse'), extents: () => ['huge'] },
  { ...ioctl('WAKE', 'missing'), extents: () => ['base'] },
];
