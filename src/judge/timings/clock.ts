import type { Clock } from '../../report/contract.js';
import type { Context } from '../context.js';
import { experiment, number, step } from '../lookup.js';
import { type Distribution, quantile } from './quantiles.js';

const NOTHING: Distribution = { ns: [], counts: [] };

/** What every figure stands on. */
export function judgeClock({ observations }: Context): Clock {
  const floor = experiment(observations, 'time.floor');
  const look = step(floor, 'clock');
  const seen = (id: string): Distribution => floor?.series.find((s) => s.id === id) ?? NOTHING;
  const { clocksource } = observations.settings;
  const call = look ? String(look.out.source) : 'not_measured';
  return {
    source: look && clocksource ? `${call} over ${clocksource}` : call,
    // A clock so coarse that no two readings differed: the step that was waited for.
    grainNs: grain(seen('clock_pair').ns) ?? (number(look, 'stepNs') || null),
    pairNs: quantile(seen('clock_pair'), 1, 2),
    ioctlNs: quantile(seen('ioctl_floor'), 1, 2),
  };
}

/**
 * The grain of a clock, from the differences of readings that follow each other, in nanoseconds,
 * distinct and ascending.
 *
 * A clock that counts in steps of 10 ns gives 20, 30, 31: multiples, give or take the nanosecond that the
 * kernel rounds by (kernel/time/timekeeping.c, mult and shift). So values a nanosecond apart are one step; where
 * they run on without a gap, the clock is as fine as a nanosecond. Null where nothing was read twice.
 */
export function grain(distinct: readonly number[]): number | null {
  const gaps: number[] = [];
  let step: { from: number; to: number } | undefined;
  for (const value of distinct) {
    if (step !== undefined && value - step.to <= 1) {
      step.to = value;
      if (step.to - step.from > 1) return 1;
    } else {
      if (step !== undefined) gaps.push(value - step.from);
      step = { from: value, to: value };
    }
  }
  // One step only: the grain is no coarser than that.
  return gaps.length > 0 ? Math.min(...gaps) : (distinct.find((value) => value > 0) ?? null);
}
