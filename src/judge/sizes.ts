import { hugetlbOf, type Kind } from '../ground/memory.js';
import type { Memory, Observations } from '../observe/observations.js';

/** One kind of memory; `pageBytes` is null but for hugetlb. */
export interface Column {
  memory: Memory;
  kind: Kind;
  pageBytes: number | null;
}

export interface HugeColumn extends Column {
  kind: 'hugetlb';
  pageBytes: number;
}

/** Every huge page size that the host named or an experiment met, ascending. */
export function hugeColumns(observations: Observations): HugeColumn[] {
  const pools = observations.poolsBefore.map((pool) => pool.pageBytes);
  const met = observations.experiments.flatMap((e) => (e.pageBytes === null ? [] : [e.pageBytes]));
  return [...new Set([...pools, ...met])]
    .sort((a, b) => a - b)
    .map((pageBytes) => ({ memory: hugetlbOf(pageBytes), kind: 'hugetlb', pageBytes }));
}

/** The columns of the matrix in their order. */
export function columns(observations: Observations): Column[] {
  return [
    { memory: 'anonymous', kind: 'anonymous', pageBytes: null },
    { memory: 'shmem', kind: 'shmem', pageBytes: null },
    ...hugeColumns(observations),
  ];
}

/** Of a transparent huge page, as the experiments that make one took it; null where none was made. */
export function thpBytesOf({ experiments }: Observations): number | null {
  const made = experiments.filter(({ id }) => id === 'regain' || id === 'collapse');
  const ranges = made.flatMap(({ calls }) => calls.filter(({ step }) => step === 'range'));
  const length = ranges[0]?.args.length;
  return typeof length === 'number' ? length : null;
}
