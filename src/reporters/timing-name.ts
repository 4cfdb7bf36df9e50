import { pageBytesOf } from '../ground/memory.js';
import { sizeWord } from '../ground/size.js';
import { words } from '../ground/units.js';
import type { Timing } from '../report/contract.js';
import type { Shape } from '../report/latency.js';
import { printable } from './text.js';

/** `continue.batch shmem ×64`, `fault.poll hugetlb-2M in 4K, 2 threads`, `memcpy 2M`: no two of a report the same. */
export function timingName(one: Shape): string {
  const { id, memory, granuleBytes, units, threads } = one;
  const where = memory ?? (granuleBytes ? sizeWord(granuleBytes) : '');
  const head = printable([id, where].filter(Boolean).join(' '));
  return `${head}${granule(one)}${units > 1 ? ` ×${units}` : ''}${threads > 1 ? `, ${threads} threads` : ''}`;
}

/** Where a huge page is not mapped whole; an id that says `base` has said it. */
function granule({ id, memory, granuleBytes }: Shape): string {
  const page = pageBytesOf(memory);
  if (page === null || !granuleBytes || granuleBytes === page || id.endsWith('_base')) return '';
  return ` in ${sizeWord(granuleBytes)}`;
}

/** `noisy: copy.base shmem; poison.base shmem`, or `all but` the others: a line for each flag that a timing bears. */
export function flagLines(timings: readonly Timing[]): string[] {
  const flags = [...new Set(timings.flatMap((one) => one.flags))];
  return flags.map((flag) => {
    const names = (bear: boolean) =>
      timings.filter((one) => one.flags.includes(flag) === bear).map(timingName);
    const [bearing, others] = [names(true), names(false)];
    if (others.length === 0) return `${words(flag)}: all`;
    const few = bearing.length <= others.length ? bearing.join('; ') : `all but ${others.join('; ')}`;
    return `${words(flag)}: ${few}`;
  });
}
