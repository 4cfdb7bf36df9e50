/** Transparent huge pages: their size, and what is set of each. */
import type { ThpSize } from '../../observations.js';
import { readCount, readRaw } from '../bounded-text.js';
import { namesIn, type Root } from '../caller/root.js';
import { directory, sizesIn } from './pools.js';

export const THP = '/sys/kernel/mm/transparent_hugepage';

/** Size of a transparent huge page, in bytes; 0 where this kernel has none or does not say. */
export function readThpBytes(root: Root = '/'): number {
  return readCount(root, `${THP}/hpage_pmd_size`) ?? 0;
}

/** `always [madvise] never` gives `madvise`. */
export function chosenMode(root: Root, path: string): string | null {
  return /\[([a-z_+]+)\]/.exec(readRaw(root, path) ?? '')?.[1] ?? null;
}

/** The smallest sizes are of shmem alone: anonymous memory has none of two base pages (mm/huge_memory.c). */
export function readThpSizes(root: Root): ThpSize[] | null {
  const names = namesIn(root, THP);
  if (names === null) return null;
  return sizesIn(names).map((kib) => ({
    pageBytes: kib * 1024,
    enabled: chosenMode(root, `${directory(THP, kib)}/enabled`),
    shmem: chosenMode(root, `${directory(THP, kib)}/shmem_enabled`),
  }));
}
