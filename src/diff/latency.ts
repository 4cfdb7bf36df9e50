import type { Report, Timing } from '../report/contract.js';
import type { LatencyChange, LatencySide } from './contract.js';
import { holm } from './rank.js';
import { comparable, decide, type Pair, test } from './rule.js';

/** Every latency that either document has, compared where both have it. */
export function latencyChanges(before: Report, after: Report): LatencyChange[] {
  const clock = { old: before.clock, new: after.clock };
  const [old, now] = [byKey(before), byKey(after)];
  const rows = [...new Map([...old, ...now])].map(([key, timing]) => {
    const [one, other] = [old.get(key), now.get(key)];
    const pair = one && other ? { old: one, new: other } : null;
    const found = pair && comparable(pair, clock);
    const reason = typeof found === 'string' ? found : null;
    const measured =
      pair && found && typeof found !== 'string' ? { pair, found, test: test(found, clock) } : null;
    return { row: bare(timing, one, other, reason), measured };
  });
  const tested = rows.flatMap(({ row, measured }) => (measured ? [{ row, measured }] : []));
  const adjusted = holm(tested.map(({ measured }) => measured.test.p));
  for (const [at, { row, measured }] of tested.entries()) {
    row.test = { ...measured.test, pAdjusted: adjusted[at] ?? 1 };
    Object.assign(row, decide(row.test, measured.pair, measured.found, clock));
  }
  return rows.map(({ row }) => row);
}

/** Two timings are of the same thing where all of this is the same. */
const byKey = ({ timings }: Report): Map<string, Timing> =>
  new Map(
    timings.map((one) => [
      JSON.stringify([one.id, one.memory, one.granuleBytes, one.units, one.threads]),
      one,
    ]),
  );

/** A row without a test: only one side has it, or the two can't be compared. */
function bare(
  { id, memory, granuleBytes, units, threads, baseline }: Timing,
  old: Timing | undefined,
  now: Timing | undefined,
  reason: string | null,
): LatencyChange {
  const verdict = old === undefined ? 'only_new' : now === undefined ? 'only_old' : 'cannot_tell';
  const sides: Pair<LatencySide | null> = { old: side(old), new: side(now) };
  return { id, memory, granuleBytes, units, threads, baseline, verdict, reason, ...sides, test: null };
}

function side(timing: Timing | undefined): LatencySide | null {
  if (timing === undefined) return null;
  const { n, p50Ns, p90Ns, p99Ns, run } = timing;
  return { n, p50Ns, p90Ns, p99Ns, cpu: run?.cpu ?? null };
}
