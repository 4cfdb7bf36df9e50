import type { Timing } from '../report/contract.js';
import { sizeWord } from '../size.js';
import { printable } from './text.js';
import { parseSize, words } from './units.js';

type Named = Pick<Timing, 'id' | 'memory' | 'granuleBytes' | 'units' | 'threads'>;

/** `continue.batch shmem ×64`, `fault.poll hugetlb-2M in 4K, 2 threads`, `memcpy 2M`: no two of a report the same. */
export function timingName(one: Named): string {
  const { id, memory, granuleBytes, units, threads } = one;
  const where = memory ?? (granuleBytes ? sizeWord(granuleBytes) : '');
  const head = printable([id, where].filter(Boolean).join(' '));
  return `${head}${granule(one)}${units > 1 ? ` ×${units}` : ''}${threads > 1 ? `, ${threads} threads` : ''}`;
}

/** Where a huge page is not mapped whole; an id that says `base` has said it. */
function granule({ id, memory, granuleBytes }: Named): string {
  const page = parseSize(memory?.replace(/^hugetlb-/, '') ?? '');
  if (page === null || !granuleBytes || granuleBytes === page || id.endsWith('_base')) return '';
  return ` in ${sizeWord(granuleBytes)}`;
}

/** `noisy: copy.base shmem, poison.base shmem`: a line for each flag, with the timings that bear it. */
export function flagLines(timings: readonly Timing[]): string[] {
  const found = new Map<string, string[]>();
  for (const one of timings)
    for (const flag of one.flags) found.set(flag, [...(found.get(flag) ?? []), timingName(one)]);
  return [...found].map(([flag, names]) => `${words(flag)}: ${names.join('; ')}`);
}
