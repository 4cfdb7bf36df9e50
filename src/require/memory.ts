import { parseSize, sizeWord } from '../ground/size.js';

/** Every huge page size of the host, where an expression names one memory. */
export const EVERY_SIZE = 'hugetlb';

/**
 * A memory as it is written (`shmem`, `hugetlb`, `hugetlb-2M`, or `2M` for short) as a column of the report,
 * or null where it is none.
 */
export function memoryOf(word: string): string | null {
  if (word === 'anonymous' || word === 'shmem' || word === EVERY_SIZE) return word;
  const bytes = parseSize(word.replace(/^hugetlb-/, ''));
  return bytes === null ? null : `hugetlb-${sizeWord(bytes)}`;
}

/** Bytes of the page of a column such as `hugetlb-2M`; null for memory that is no hugetlb of one size. */
export const pageBytesOf = (memory: string | null): number | null =>
  memory?.startsWith('hugetlb-') ? parseSize(memory.slice('hugetlb-'.length)) : null;
