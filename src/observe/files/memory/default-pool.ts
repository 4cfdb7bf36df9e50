/** The pool of the default huge page size from /proc, for where /sys is not mounted or masked. */

import type { Pool } from '../../observations.js';
import { readCount, readRaw } from '../bounded-text.js';
import type { Root } from '../caller/root.js';

const MEMINFO_BYTES = 16384;

/** One pool, without nodes and without knowing of `demote`; none where meminfo names no size. */
export function readDefaultPool(root: Root): Pool[] {
  const meminfo = readRaw(root, '/proc/meminfo', MEMINFO_BYTES) ?? '';
  const kib = field(meminfo, 'Hugepagesize', ' kB');
  if (kib === null || kib === 0) return [];
  return [
    {
      pageBytes: kib * 1024,
      total: field(meminfo, 'HugePages_Total'),
      free: field(meminfo, 'HugePages_Free'),
      reserved: field(meminfo, 'HugePages_Rsvd'),
      surplus: field(meminfo, 'HugePages_Surp'),
      overcommit: readCount(root, '/proc/sys/vm/nr_overcommit_hugepages'),
      nodes: [],
      demote: null,
      demoteBytes: null,
    },
  ];
}

function field(meminfo: string, key: string, unit = ''): number | null {
  const digits = new RegExp(`^${key}:\\s*(\\d+)${unit}$`, 'm').exec(meminfo)?.[1];
  const value = Number(digits ?? Number.NaN);
  return Number.isSafeInteger(value * 1024) ? value : null;
}
