/** Of which sizes a fault may bring a huge page, as the host's settings stand: mm/huge_memory.c and mm/shmem.c. */
import type { Settings } from '../../observe/observations.js';
import type { FaultSizes } from '../../report/contract.js';

/** Words of the settings that let a fault have a huge page: of any memory, or where MADV_HUGEPAGE asks for one. */
const ANYHOW = ['always', 'force', 'within_size'];
const ADVISED = ['advise', 'madvise'];

interface Setting {
  pageBytes: number;
  /** Of this size; null where it has none. */
  word: string | null;
}

/**
 * @param thpBytes of the transparent huge page that was there before there were sizes; null where nothing tells
 * @returns null where the settings are not to be had
 */
export function faultSizes(
  { thp, shmemThp, thpSizes }: Settings,
  thpBytes: number | null,
): FaultSizes | null {
  if (thpBytes === null || thpSizes === null || thp === null) return null;
  const each = (pick: 'enabled' | 'shmem'): Setting[] => {
    const set = thpSizes.map((one) => ({ pageBytes: one.pageBytes, word: one[pick] }));
    // Before there were sizes (6.8, of shmem 6.11) the one setting was of that page.
    return set.every(({ word }) => word === null) ? [{ pageBytes: thpBytes, word: 'inherit' }] : set;
  };
  return { anonymous: sizesOf(thp, each('enabled')), shmem: sizesOf(shmemThp ?? 'never', each('shmem')) };
}

function sizesOf(ofAll: string, each: readonly Setting[]): FaultSizes['shmem'] {
  const word = (own: string | null): string | null => {
    // These two are for all sizes, and with the one none but those that inherit (shmem_allowable_huge_orders).
    if (ofAll === 'deny' || (ofAll === 'force' && own !== 'inherit')) return 'never';
    return own === 'inherit' ? ofAll : own;
  };
  const sizes = (words: readonly string[]): number[] =>
    each.filter((one) => words.includes(word(one.word) ?? '')).map(({ pageBytes }) => pageBytes);
  return { anyhow: sizes(ANYHOW), advised: sizes(ADVISED) };
}
