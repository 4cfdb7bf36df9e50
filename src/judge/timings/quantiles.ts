/**
 * Figures of one series: nearest rank on its exact distribution, nothing subtracted, nothing dropped.
 */

/** Distinct values, ascending, and how often each was seen. */
export interface Distribution {
  readonly ns: readonly number[];
  readonly counts: readonly number[];
}

export interface Figures {
  n: number;
  minNs: number | null;
  p50Ns: number | null;
  p90Ns: number | null;
  p99Ns: number | null;
  p999Ns: number | null;
  maxNs: number | null;
}

export const sampleCount = ({ counts }: Distribution): number =>
  counts.reduce((sum, count) => sum + count, 0);

/**
 * The quantile `num/den`, or null with fewer than 10/(1-q) samples: below that its rank is decided by a
 * handful of them. In whole numbers, because 10/(1-0.9) is not 100 in floating point.
 */
export function quantile(distribution: Distribution, num: number, den: number): number | null {
  const n = sampleCount(distribution);
  if (n * (den - num) < 10 * den) return null;
  return atRank(distribution, Math.ceil((n * num) / den));
}

/** The value that stands at a place, counted from 1, when the samples are sorted; null beyond the last. */
function atRank({ ns, counts }: Distribution, rank: number): number | null {
  let passed = 0;
  const at = counts.findIndex((count) => {
    passed += count;
    return passed >= rank;
  });
  return ns[at] ?? null;
}

/** The mean in nanoseconds, not rounded; null of nothing. */
export function mean(distribution: Distribution): number | null {
  const n = sampleCount(distribution);
  const sum = distribution.ns.reduce((so, value, at) => so + value * (distribution.counts[at] ?? 0), 0);
  return n === 0 ? null : sum / n;
}

export function figures(distribution: Distribution): Figures {
  return {
    n: sampleCount(distribution),
    minNs: distribution.ns.at(0) ?? null,
    p50Ns: quantile(distribution, 1, 2),
    p90Ns: quantile(distribution, 9, 10),
    p99Ns: quantile(distribution, 99, 100),
    p999Ns: quantile(distribution, 999, 1000),
    maxNs: distribution.ns.at(-1) ?? null,
  };
}
