/** Mann and Whitney's rank test on distributions, and the interval of the shift that belongs to it. */
import { errorFunction } from 'simple-statistics';
import { pairQuantile, pairsUpTo, type Shares } from './distribution.js';

export interface RankTest {
  /** P(new > old) + P(new = old) / 2. */
  superiority: number;
  /** Two-sided, by the normal approximation with the correction for ties. */
  p: number;
  /** Median of all differences new - old (Hodges and Lehmann), and its 99 % interval (Moses). */
  shift: number;
  shiftLow: number;
  shiftHigh: number;
}

/** Two-sided 99 % of the normal distribution. */
const Z_99 = 2.5758293035489;

/**
 * @param independent as how many independent samples a distribution counts at most, since samples of one run
 *   are alike
 */
export function rankTest(old: Shares, now: Shares, independent: number): RankTest {
  const [m, n] = [Math.min(old.n, independent), Math.min(now.n, independent)];
  const upTo = pairsUpTo(0, old, now);
  const superiority = 1 - (upTo + pairsUpTo(-1, old, now)) / 2;
  /** Of U / (m n), the share of pairs. */
  const deviation = Math.sqrt(((m + n + 1 - ties(old, now, m, n)) / 12) * (1 / (m * n)));
  // Equal values only: nothing is ranked.
  const z = deviation > 0 ? Math.abs(superiority - 0.5) / deviation : 0;
  const reach = Z_99 * Math.sqrt((m + n + 1) / (12 * m * n));
  return {
    superiority,
    // The library's error function is off by up to 1.2e-7.
    p: Math.min(1, 1 - errorFunction(z / Math.SQRT2)),
    shift: pairQuantile(0.5, old, now),
    shiftLow: pairQuantile(Math.max(0, 0.5 - reach), old, now),
    shiftHigh: pairQuantile(Math.min(1, 0.5 + reach), old, now),
  };
}

/** Sum of t^3 - t over the groups of equal values, by N (N - 1). A group of less than one sample is none. */
function ties(old: Shares, now: Shares, m: number, n: number): number {
  const groups = new Map<number, number>();
  const add = ({ values, shares }: Shares, weight: number): void => {
    for (const [at, value] of values.entries())
      groups.set(value, (groups.get(value) ?? 0) + weight * (shares[at] ?? 0));
  };
  add(old, m);
  add(now, n);
  const all = m + n;
  let sum = 0;
  for (const t of groups.values()) sum += Math.max(0, t ** 3 - t);
  return sum / (all * (all - 1));
}

/**
 * Holm's correction for many tests at once.
 *
 * @returns adjusted p in the order given
 */
export function holm(ps: readonly number[]): number[] {
  const order = [...ps.keys()].sort((a, b) => Number(ps[a]) - Number(ps[b]));
  const adjusted: number[] = [];
  let least = 0;
  for (const [rank, at] of order.entries()) {
    least = Math.max(least, Math.min(1, Number(ps[at]) * (ps.length - rank)));
    adjusted[at] = least;
  }
  return adjusted;
}
