/** What limits a process in the huge pages that it can have, as files tell it. Nothing is held against a pool here. */

import type { HugeLimits } from '../../observations.js';
import { numbersOf } from '../../obtainable.js';
import { readBounded, readRaw } from '../bounded-text.js';
import type { Root } from '../caller/root.js';
import { escapeText } from '../escape.js';
import { readHugetlbCgroup } from './hugetlb-cgroup.js';

const STATUS_BYTES = 16384;
/**
 * The segments of the program, about: the kernel walks the page tables of each mapping that it writes a line of, under
 * the lock that the process's own page faults want, and stops once it has as much as was asked for (fs/seq_file.c).
 */
const FIRST_LINES_BYTES = 160;

/** @param sizes of huge pages, in bytes */
export function readHugeLimits(root: Root, pid: string, sizes: readonly number[]): HugeLimits {
  const status = readRaw(root, `/proc/${pid}/status`, STATUS_BYTES) ?? '';
  const mems = /^Mems_allowed_list:\s*([\d,-]+)$/m.exec(status)?.[1];
  const cpuset = readRaw(root, `/proc/${pid}/cpuset`)?.replace(/\n$/, '') ?? null;
  return {
    hugetlbCgroup: readHugetlbCgroup(root, pid, sizes),
    cpuset: cpuset === null ? null : escapeText(cpuset),
    memsAllowed: mems === undefined ? null : numbersOf(mems),
    memoryPolicy: policy(root, pid),
  };
}

/** The program's own text is the first mapping, and nobody binds that: what stands there is the policy of the task. */
function policy(root: Root, pid: string): string | null {
  const bytes = readBounded(root, `/proc/${pid}/numa_maps`, FIRST_LINES_BYTES).bytes;
  // `bind:0-1`, `prefer (many):0`, `weighted interleave:0-1`: mpol_to_str() of mm/mempolicy.c.
  const line = /^[0-9a-f]+ ([a-z]+(?: \(many\)| interleave)?[\w=:,-]*)/.exec(bytes?.toString('latin1') ?? '');
  return line?.[1] ?? null;
}
