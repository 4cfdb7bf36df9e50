/**
 * When two latencies differ by more than their noise.
 *
 * A rank test alone can't say: a run has up to a million samples, neighbours are alike, and so any hair is
 * "significant". Two things are asked for together:
 *
 * 1. **The ranks differ.** Mann-Whitney, p < 0.005 after Holm's correction for the rows compared. A run counts as
 *    no more than 100 independent samples. Means of blocks of the ranks of 12 runs of the 4K CONTINUE varied as
 *    those of 100 to 430 independent samples in 1000 would; which ones they are can't be told from a distribution.
 * 2. **The shift is beyond what two runs differ by anyway**: more than one grain of the coarser clock, and more
 *    than 7 % of the old median. The measuring is held to a coefficient of variation of p50 of at most 5 %
 *    between runs on a row that is not flagged; two such runs differ by √2 times that.
 *
 * Where the whole 99 % interval of the shift lies within that noise, the two are the same as far as can be seen.
 * Between the two answers nobody can tell.
 *
 * The shift is that of the typical call. A row whose typical call stayed and whose 90th percentile moved by more
 * than 10 % and a grain is neither called the same nor different.
 */
import type { Distribution, Report, Timing } from '../report/contract.js';
import type { LatencyTest, LatencyVerdict } from './contract.js';
import { quantile, sharesOf } from './distribution.js';
import { rankTest } from './rank.js';

export const INDEPENDENT = 100;
/** Fewer samples have no median worth comparing; the report gives none below this, too. */
export const FEWEST = 20;
const P = 0.005;
const SHIFT = 0.07;
const TAIL = 0.1;

/**
 * Flags of a timing whose figures are those of something else, too. `outliers` belong to the latency; calls that
 * were preempted are among them, and ranks do not mind a few.
 */
const DISTURBED = /^(few_samples|noisy|incomplete|refused_midway|overflow|ended_.*)$/;

type Clock = Report['clock'];
export interface Pair<T> {
  old: T;
  new: T;
}

/** Why two timings can't be compared, as a stable code, or their distributions. */
export function comparable(timing: Pair<Timing>, clock: Pair<Clock>): string | Pair<Distribution> {
  const sides = [timing.old, timing.new];
  const disturbed = sides.flatMap((one) => one.flags).find((flag) => DISTURBED.test(flag));
  if (disturbed !== undefined) return disturbed;
  if (timing.old.distribution === undefined || timing.new.distribution === undefined) return 'summaries_only';
  if (clock.old.grainNs === null || clock.new.grainNs === null) return 'grain_unknown';
  const distributions = { old: timing.old.distribution, new: timing.new.distribution };
  const few = Object.values(distributions).some((one) => sharesOf(one).n < FEWEST);
  return few ? 'few_samples' : distributions;
}

/** Everything but the correction, which needs the other rows. Durations are whole nanoseconds. */
export function test(distribution: Pair<Distribution>, clock: Pair<Clock>): Omit<LatencyTest, 'pAdjusted'> {
  const [old, now] = [sharesOf(distribution.old), sharesOf(distribution.new)];
  const { shift, shiftLow, shiftHigh, superiority, p } = rankTest(old, now, INDEPENDENT);
  return {
    shiftNs: shift,
    shiftLowNs: shiftLow,
    shiftHighNs: shiftHigh,
    allowanceNs: allowance(SHIFT, quantile(old, 0.5), clock),
    superiority: Math.round(superiority * 1e4) / 1e4,
    p,
  };
}

/** @returns the verdict, and why it is none */
export function decide(
  found: LatencyTest,
  timing: Pair<Timing>,
  distribution: Pair<Distribution>,
  clock: Pair<Clock>,
): { verdict: LatencyVerdict; reason: string | null } {
  const { shiftNs, shiftLowNs, shiftHighNs, allowanceNs: noise, p, pAdjusted } = found;
  if (Math.abs(shiftNs) > noise && pAdjusted < P) {
    // Somebody else had the CPU in one run only: that may be all of the shift.
    if (isPreempted(timing.old) !== isPreempted(timing.new))
      return { verdict: 'cannot_tell', reason: 'preempted' };
    return { verdict: shiftNs > 0 ? 'slower' : 'faster', reason: null };
  }
  if (Math.abs(shiftNs) > noise && p < P) return { verdict: 'cannot_tell', reason: 'one_of_many' };
  if (shiftLowNs < -noise || shiftHighNs > noise) return { verdict: 'cannot_tell', reason: 'too_spread' };
  const [before, after] = [
    quantile(sharesOf(distribution.old), 0.9),
    quantile(sharesOf(distribution.new), 0.9),
  ];
  if (Math.abs(after - before) > allowance(TAIL, before, clock))
    return { verdict: 'cannot_tell', reason: 'tail_moved' };
  return { verdict: 'within_noise', reason: null };
}

const isPreempted = ({ flags }: Timing): boolean => flags.includes('preempted');

const allowance = (share: number, ofNs: number, clock: Pair<Clock>): number =>
  Math.max(Number(clock.old.grainNs), Number(clock.new.grainNs), Math.round(share * ofNs));
