/** Distributions in bins: those that QEMU reports in, and finer ones to see a shape in. */
import type { Distribution } from '../judge/timings/quantiles.js';

/**
 * `BLOCKTIME_LATENCY_BUCKET_N` of QEMU's migration/postcopy-ram.c (10.1): bucket N of `postcopy-latency-dist`
 * counts latencies of [2^N, 2^(N+1)) microseconds.
 */
export const QEMU_BUCKETS = 24;

export interface Bin {
  fromNs: number;
  /** Not in the bin. */
  toNs: number;
  count: number;
}

/**
 * As `blocktime_latency_account()` counts there: whole microseconds, the first bucket with all below 1 µs, too,
 * the last one with all above it.
 */
export function qemuBuckets({ ns, counts }: Distribution): number[] {
  const buckets = new Array<number>(QEMU_BUCKETS).fill(0);
  for (const [at, value] of ns.entries()) {
    const us = Math.floor(value / 1000);
    const bucket = us === 0 ? 0 : Math.min(QEMU_BUCKETS - 1, Math.floor(Math.log2(us)));
    buckets[bucket] = (buckets[bucket] ?? 0) + (counts[at] ?? 0);
  }
  return buckets;
}

/** The bucket's ends as QEMU's monitor writes them (`format_time_str()`): `32 us`, `1 ms`, `65 ms`, `1 sec`. */
export function qemuLabel(bucket: number): [from: string, to: string] {
  return [qemuTime(2 ** bucket), qemuTime(2 ** (bucket + 1))];
}

function qemuTime(us: number): string {
  let time = us;
  let unit = 0;
  for (; time > 1000 && unit < 2; unit++) time = Math.floor(time / 1000);
  return `${time} ${['us', 'ms', 'sec'][unit]}`;
}

/** Numbers of the first and the last bucket with something in it; null where there is nothing at all. */
export function filledRange(counts: readonly number[]): [first: number, last: number] | null {
  const first = counts.findIndex((count) => count > 0);
  return first < 0 ? null : [first, counts.findLastIndex((count) => count > 0)];
}

const STEPS = [16, 8, 4, 2, 1];

/** Bins of equal proportion from the least value to the greatest, as narrow as `most` of them allow. */
export function fineBins({ ns, counts }: Distribution, most: number): { perDoubling: number; bins: Bin[] } {
  const least = Math.log2(Math.max(1, ns[0] ?? 1));
  const greatest = Math.log2(Math.max(1, ns.at(-1) ?? 1));
  const span = (steps: number) => Math.floor(greatest * steps) - Math.floor(least * steps) + 1;
  const perDoubling = STEPS.find((steps) => span(steps) <= most) ?? 1;
  const first = Math.floor(least * perDoubling);
  const bins = Array.from({ length: span(perDoubling) }, (_, at): Bin => {
    const edge = (of: number) => 2 ** ((first + of) / perDoubling);
    return { fromNs: edge(at), toNs: edge(at + 1), count: 0 };
  });
  for (const [at, value] of ns.entries()) {
    const bin = bins[Math.floor(Math.log2(Math.max(1, value)) * perDoubling) - first];
    if (bin) bin.count += counts[at] ?? 0;
  }
  return { perDoubling, bins };
}
