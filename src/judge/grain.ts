/**
 * The grain of a clock, from the differences of readings that follow each other, in nanoseconds.
 *
 * A clock that counts in steps of 10 ns gives 20, 30, 31: multiples, give or take the nanosecond that the
 * kernel rounds by (kernel/time/timekeeping.c, mult and shift). So values a nanosecond apart are one step; where
 * they run on without a gap, the clock is as fine as a nanosecond. Null where nothing was read twice.
 */
export function grain(differencesNs: readonly number[]): number | null {
  const distinct = [...new Set(differencesNs)].sort((a, b) => a - b);
  const steps: { from: number; to: number }[] = [];
  for (const value of distinct) {
    const last = steps.at(-1);
    if (last !== undefined && value - last.to <= 1) last.to = value;
    else steps.push({ from: value, to: value });
  }
  if (steps.some(({ from, to }) => to - from > 1)) return 1;
  const gaps = steps.slice(1).map(({ from }, index) => from - (steps[index]?.from ?? from));
  // One step only: the grain is no coarser than that.
  return gaps.length > 0 ? Math.min(...gaps) : (distinct.find((value) => value > 0) ?? null);
}
