/** Transparent huge pages: their size, and what is set of each. */
import type { ThpSize } from '../observations.js';
import { readCount, readRaw } from './bounded-text.js';
import { namesIn, type Root } from './root.js';

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
  return names
    .flatMap((name) => {
      const kib = Number(/^hugepages-([1-9]\d{0,9})kB$/.exec(name)?.[1] ?? 0);
      return kib === 0 ? [] : { name, pageBytes: kib * 1024 };
    })
    .sort((a, b) => a.pageBytes - b.pageBytes)
    .map(({ name, pageBytes }) => ({
      pageBytes,
      enabled: chosenMode(root, `${THP}/${name}/enabled`),
      shmem: chosenMode(root, `${THP}/${name}/shmem_enabled`),
    }));
}
