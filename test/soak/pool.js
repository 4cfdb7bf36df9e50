/** Huge pages for a soak run, given back afterwards. */
import { readFileSync, writeFileSync } from 'node:fs';

const POOL = '/proc/sys/vm/nr_hugepages';

/**
 * Makes the default pool at least `pages` large where this caller may. Returns what puts it back, and a
 * reason where there are no pages to be had.
 */
export function withPages(pages) {
  const before = Number(readFileSync(POOL, 'utf8'));
  if (before >= pages) return { restore: () => {}, missing: null };
  try {
    writeFileSync(POOL, String(pages));
  } catch (error) {
    return { restore: () => {}, missing: `may not size the pool of huge pages (${error.code})` };
  }
  const restore = () => writeFileSync(POOL, String(before));
  const got = Number(readFileSync(POOL, 'utf8'));
  return { restore, missing: got >= pages ? null : `the kernel found only ${got} of ${pages} huge pages` };
}
