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
