/** Figures of one series: nearest rank on the sorted samples, nothing subtracted, nothing dropped. */
export interface Figures {
  n: number;
  minNs: number | null;
  p50Ns: number | null;
  p90Ns: number | null;
  p99Ns: number | null;
  p999Ns: number | null;
  maxNs: number | null;
}

/**
 * The quantile `num/den` of ascending samples, or null with fewer than 10/(1-q) of them: below that its rank
 * is decided by a handful of samples. In whole numbers, because 10/(1-0.9) is not 100 in floating point.
 */
export function quantile(sorted: Float64Array, num: number, den: number): number | null {
  const n = sorted.length;
  if (n * (den - num) < 10 * den) return null;
  return sorted[Math.ceil((n * num) / den) - 1] ?? null;
}

export function figures(samplesNs: readonly number[]): Figures {
  const sorted = Float64Array.from(samplesNs, Math.round).sort();
  return {
    n: sorted.length,
    minNs: sorted.at(0) ?? null,
    p50Ns: quantile(sorted, 1, 2),
    p90Ns: quantile(sorted, 9, 10),
    p99Ns: quantile(sorted, 99, 100),
    p999Ns: quantile(sorted, 999, 1000),
    maxNs: sorted.at(-1) ?? null,
  };
}
