import type { Timing } from '../report/contract.js';
import { sizeWord } from '../size.js';
import { printable } from './text.js';

type Named = Pick<Timing, 'id' | 'memory' | 'granuleBytes' | 'units' | 'threads'>;

/** `continue.batch shmem ×64`, `fault.poll shmem, 2 threads`, `memcpy 2M`. */
export function timingName({ id, memory, granuleBytes, units, threads }: Named): string {
  const where = memory ?? (granuleBytes ? sizeWord(granuleBytes) : '');
  const head = printable([id, where].filter(Boolean).join(' '));
  return `${head}${units > 1 ? ` ×${units}` : ''}${threads > 1 ? `, ${threads} threads` : ''}`;
}
