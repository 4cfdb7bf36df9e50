import { sizeWord } from '../ground/size.js';
import type { Memory, Observations } from '../observe/observations.js';

/** One kind of memory; `pageBytes` is null but for hugetlb. */
export interface Column {
  memory: Memory;
  kind: 'anonymous' | 'shmem' | 'hugetlb';
  pageBytes: number | null;
}

/** The kind of a column of the matrix; null for what does not depend on memory. */
export function kindOf(memory: string | null): Column['kind'] | null {
  if (memory === null) return null;
  return memory === 'anonymous' || memory === 'shmem' ? memory : 'hugetlb';
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
    .map((pageBytes) => ({ memory: `hugetlb-${sizeWord(pageBytes)}`, kind: 'hugetlb', pageBytes }));
}

/** The columns of the matrix in their order. */
export function columns(observations: Observations): Column[] {
  return [
    { memory: 'anonymous', kind: 'anonymous', pageBytes: null },
    { memory: 'shmem', kind: 'shmem', pageBytes: null },
    ...hugeColumns(observations),
  ];
}
