/** Limits of a process that an experiment can run into, of /proc/PID/limits. */

import type { Rlimits } from '../../observations.js';
import { readRaw } from '../bounded-text.js';
import type { Root } from './root.js';

/** The names that fs/proc/base.c gives them. */
const NAMES = {
  nofile: 'Max open files',
  fsize: 'Max file size',
  as: 'Max address space',
  data: 'Max data size',
  nproc: 'Max processes',
} as const satisfies Record<keyof Rlimits, string>;

/** The soft limits; null where the file can't be read. */
export function readRlimits(root: Root, pid: string): Rlimits | null {
  const text = readRaw(root, `/proc/${pid}/limits`);
  if (text === null) return null;
  const soft = (name: string): number | null => {
    const value = new RegExp(`^${name} +(\\d+|unlimited) `, 'm').exec(text)?.[1];
    return value === undefined || value === 'unlimited' ? null : Number(value);
  };
  return {
    nofile: soft(NAMES.nofile),
    fsize: soft(NAMES.fsize),
    as: soft(NAMES.as),
    data: soft(NAMES.data),
    nproc: soft(NAMES.nproc),
  };
}
