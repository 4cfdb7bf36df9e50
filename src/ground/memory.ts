/** Kinds of memory, and the columns of the matrix by name: `anonymous`, `shmem`, `hugetlb-2M`. */
import { parseSize, sizeWord } from './size.js';

export const KINDS = ['anonymous', 'shmem', 'hugetlb'] as const;
export type Kind = (typeof KINDS)[number];

const HUGETLB = 'hugetlb-';

/** `hugetlb-2M`. */
export const hugetlbOf = (pageBytes: number): string => HUGETLB + sizeWord(pageBytes);

/** The folder of a pool. */
export const poolFolder = (pageBytes: number): string =>
  `/sys/kernel/mm/hugepages/hugepages-${pageBytes / 1024}kB`;

/** Whether a column is of hugetlb memory; what does not depend on memory has null for its column. */
export const isHugetlb = (memory: string | null | undefined): memory is string =>
  memory?.startsWith(HUGETLB) === true;

/** `2M` of `hugetlb-2M`; other memory has its name. */
export const shortName = (memory: string): string =>
  isHugetlb(memory) ? memory.slice(HUGETLB.length) : memory;

/** Bytes of the page of a column such as `hugetlb-2M`; null for memory that is no hugetlb of one size. */
export const pageBytesOf = (memory: string | null): number | null =>
  isHugetlb(memory) ? parseSize(shortName(memory)) : null;

/** The kind of a column. */
export const kindOf = (memory: string): Kind =>
  memory === 'anonymous' || memory === 'shmem' ? memory : 'hugetlb';

/** Columns in reading order: anonymous, shmem, then hugetlb by page size. */
export const byMemory = (a: string, b: string): number => rank(a) - rank(b);

function rank(memory: string): number {
  const fixed = ['anonymous', 'shmem'].indexOf(memory);
  return fixed >= 0 ? fixed : (parseSize(shortName(memory)) ?? Number.MAX_SAFE_INTEGER);
}
