/**
 * Whether smaps has the key `HugetlbPteMapped`: it stands in every entry, and in the rollup, of RFC v2,
 * v1 and v2 kernels with HGM compiled in, and in none of mainline.
 */

import { readBounded } from '../bounded-text.js';
import type { Root } from '../caller/root.js';

const ROLLUP = '/proc/self/smaps_rollup';
const SMAPS = '/proc/self/smaps';
/** One entry and no more than that: the kernel walks the pages of each that it writes, of the rollup those of all. */
const BYTES = 1024;

/** Null where neither file can be read as far as one whole entry. */
export function readSmapsPteMapped(root: Root = '/'): boolean | null {
  return inEntry(root, SMAPS) ?? inEntry(root, ROLLUP);
}

/** Looks at the first entry only, by key: the series widens the columns. */
function inEntry(root: Root, path: string): boolean | null {
  const { bytes, truncated } = readBounded(root, path, BYTES);
  const [header = '', ...rest] = (bytes?.toString('latin1') ?? '').split('\n');
  if (!/^[0-9a-f]+-[0-9a-f]+ /.test(header)) return null;
  const next = rest.findIndex((line) => !/^\w+:/.test(line));
  const keys = (next < 0 ? rest : rest.slice(0, next)).map((line) => line.slice(0, line.indexOf(':')));
  if (keys.includes('HugetlbPteMapped')) return true;
  // The entry ended by itself where another line follows, or the file was read to its end.
  const whole = !truncated || (next >= 0 && next < rest.length - 1);
  return whole && keys.includes('Rss') ? false : null;
}
