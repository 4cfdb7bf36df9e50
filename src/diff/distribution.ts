/** Exact answers on two distributions of whole numbers, from distinct values and how often each was seen. */
import type { Distribution } from '../report/contract.js';

/** Values ascending, and the share of all samples that each has; shares add up to 1. */
export interface Shares {
  n: number;
  values: readonly number[];
  shares: readonly number[];
}

export function sharesOf({ ns, counts }: Distribution): Shares {
  const n = counts.reduce((sum, one) => sum + one, 0);
  return { n, values: ns, shares: counts.map((count) => count / n) };
}

/** Sums of shares are off by a rounding, and a half is what is asked for most. */
const ROUNDING = 1e-9;

/** The smallest value that at least the share `q` of the samples do not exceed: nearest rank. */
export function quantile({ values, shares }: Shares, q: number): number {
  let seen = 0;
  for (const [at, value] of values.entries()) {
    seen += shares[at] ?? 0;
    if (seen >= q - ROUNDING) return value;
  }
  return Number(values.at(-1));
}

/** Share of all pairs of a new and an old sample whose difference, new - old, is at most `difference`. */
export function pairsUpTo(difference: number, old: Shares, now: Shares): number {
  let below = 0;
  let at = 0;
  let found = 0;
  for (const [index, value] of now.values.entries()) {
    // Both ascend, so the pointer into the old samples never goes back.
    while (at < old.values.length && Number(old.values[at]) < value - difference)
      below += old.shares[at++] ?? 0;
    found += (now.shares[index] ?? 0) * (1 - below);
  }
  return found;
}

/**
 * The smallest difference that at least `share` of all pairs do not exceed. By halving, since the pairs themselves
 * would be a million squared.
 */
export function pairQuantile(share: number, old: Shares, now: Shares): number {
  let low = Number(now.values[0]) - Number(old.values.at(-1));
  let high = Number(now.values.at(-1)) - Number(old.values[0]);
  while (low < high) {
    // Not the half of the sum, which may be beyond 2^53.
    const middle = low + Math.floor((high - low) / 2);
    if (pairsUpTo(middle, old, now) >= share - ROUNDING) high = middle;
    else low = middle + 1;
  }
  return low;
}
