import { hugetlbOf, shortName } from '../../ground/memory.js';
import { parseSize } from '../../ground/size.js';

/** Every huge page size of the host, where an expression names one memory. */
export const EVERY_SIZE = 'hugetlb';

/**
 * A memory as it is written (`shmem`, `hugetlb`, `hugetlb-2M`, or `2M` for short) as a column of the report,
 * or null where it is none.
 */
export function memoryOf(word: string): string | null {
  if (word === 'anonymous' || word === 'shmem' || word === EVERY_SIZE) return word;
  const bytes = parseSize(shortName(word));
  return bytes === null ? null : hugetlbOf(bytes);
}
