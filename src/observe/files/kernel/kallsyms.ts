/**
 * Functions of the series in /proc/kallsyms: slower than BTF (the kernel formats 5 to 15 MB of text),
 * so only for kernels without it. Only names are taken; addresses are none of a report's business.
 */

import { closeSync } from 'node:fs';
import type { SymbolWitness } from '../../observations.js';
import { type BoundedBytes, readBounded } from '../bounded-text.js';
import type { Root } from '../caller/root.js';
import { openRegular, readFully } from '../open-file.js';
import { ofSeries, SERIES_NAMES } from './series-names.js';

const PATH = '/proc/kallsyms';
const CHUNK_BYTES = 65536;
const FILE_BYTES = 64 << 20;
/** The kernel's names have at most 512 characters (KSYM_NAME_LEN). */
const LINE_BYTES = 1024;

/** What compilers add to the name of a function that they cloned, split or changed. */
const SUFFIX = String.raw`(?:\.(?:cold|(?:part|isra|constprop|lto_priv|llvm)\.\d+|cold\.\d+))*`;
/** Text symbols of the kernel itself: a line of a module goes on with a tab and `[module]`. */
const LINE = new RegExp(`^[0-9a-f]+ [tTwW] (${[...SERIES_NAMES].join('|')})${SUFFIX}$`, 'gm');

export function readKallsyms(root: Root = '/'): SymbolWitness {
  const found =
    typeof root === 'string' ? functionsBelow(root) : functionsOf(readBounded(root, PATH, FILE_BYTES));
  const names = ofSeries(found ?? new Set());
  return { source: 'kallsyms', path: PATH, readable: found !== null, ...names };
}

function functionsBelow(root: string): Set<string> | null {
  const { fd } = openRegular(root, PATH);
  return fd === null ? null : functionsIn(fd);
}

function functionsOf({ bytes, truncated }: BoundedBytes): Set<string> | null {
  if (bytes === null || bytes.length === 0 || truncated) return null;
  const found = new Set<string>();
  collect(bytes.toString('latin1'), found);
  return found;
}

/** Null where it can't be read to its end, or is empty, as sandboxes make it. */
function functionsIn(fd: number): Set<string> | null {
  const found = new Set<string>();
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let carried = '';
  let total = 0;
  try {
    for (let got = readFully(fd, chunk, null); got > 0; got = readFully(fd, chunk, null)) {
      total += got;
      if (total > FILE_BYTES) return null;
      const text = carried + chunk.toString('latin1', 0, got);
      const end = text.lastIndexOf('\n') + 1;
      collect(text.slice(0, end), found);
      carried = text.slice(end);
      if (carried.length > LINE_BYTES) return null;
    }
    return total === 0 || carried !== '' ? null : found;
  } catch {
    return null;
  } finally {
    closeSync(fd);
  }
}

function collect(lines: string, found: Set<string>): void {
  for (const match of lines.matchAll(LINE)) if (match[1] !== undefined) found.add(match[1]);
}
