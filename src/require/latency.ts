import { pageBytesOf } from '../ground/memory.js';
import { duration, words } from '../ground/units.js';
import type { Report, Timing } from '../report/contract.js';
import type { Finding, Truth } from './answer.js';
import { holds } from './compare.js';
import { FIGURES, type LatencyTerm } from './language/expression.js';

/** Flags that take nothing from the figures there are: outliers are what a migration meets. */
const HARMLESS = new Set(['few_samples', 'outliers', 'below_grain']);

/** Holds a bound against what was measured; what was not measured, or not well, can't be told. */
export function latencyFinding(report: Report, term: LatencyTerm): Finding {
  const timing = timingOf(report, term);
  const finding = (truth: Truth, why: string): Finding => ({
    term: term.text,
    truth,
    why,
    who: null,
    evidence: [],
  });
  if (!timing) {
    const untimed = report.untimed.find(({ id, memory }) => id === term.id && memory === term.memory);
    return finding(
      'cannot_tell',
      `not measured (${untimed ? words(untimed.reason) : 'no such timing in the report'})`,
    );
  }
  const value = timing[FIGURES[term.figure]];
  if (value === null) return finding('cannot_tell', `too few samples for ${term.figure} (${timing.n})`);
  const said = `${term.figure} is ${duration(value)}`;
  const step = stepAround(report, value, term.boundNs);
  if (step !== null) return finding('cannot_tell', `${said}, but the clock counts in steps of ${step}`);
  const doubt = timing.flags.filter((flag) => !HARMLESS.has(flag));
  const truth: Truth = holds(value, term.comparison, term.boundNs) ? 'met' : 'not_met';
  if (doubt.length === 0 || truth === certainly(timing, term))
    return { ...finding(truth, said), evidence: [line(timing)] };
  return finding('cannot_tell', `${said}, but the measurement is ${doubt.map(words).join(' and ')}`);
}

/**
 * The step of the clock, in words, where the bound is less than one away from the figure: a time of which two
 * readings showed nothing may have been anything up to it. Readings are whole nanoseconds, so a clock as fine as
 * that leaves nothing open but a figure of 0.
 */
function stepAround({ clock: { grainNs } }: Report, value: number, boundNs: number): string | null {
  if (grainNs === null) return value === 0 ? 'unknown length' : null;
  return (grainNs > 1 || value === 0) && Math.abs(value - boundNs) < grainNs ? duration(grainNs) : null;
}

/** Where no granule is named, the page of that memory, and what else is timed there only where that is not. */
function timingOf({ timings, host }: Report, term: LatencyTerm): Timing | undefined {
  const { id, memory, units, threads } = term;
  const found = timings.filter(
    (one) => one.id === id && one.memory === memory && one.units === units && one.threads === threads,
  );
  const page = term.granuleBytes ?? pageBytesOf(memory) ?? host.basePageBytes;
  const exact = found.find(({ granuleBytes }) => granuleBytes === page);
  return exact ?? (term.granuleBytes === null ? found[0] : undefined);
}

/** A doubtful measurement still decides where its fastest and its slowest call fall on the same side. */
function certainly(timing: Timing, term: LatencyTerm): Truth | null {
  const { minNs, maxNs } = timing;
  if (term.figure === 'first' || minNs === null || maxNs === null) return null;
  const both = holds(minNs, term.comparison, term.boundNs);
  if (both !== holds(maxNs, term.comparison, term.boundNs)) return null;
  return both ? 'met' : 'not_met';
}

const line = ({ n, minNs, p50Ns, p99Ns, maxNs }: Timing): string =>
  `${n} calls: min ${duration(minNs)}, p50 ${duration(p50Ns)}, p99 ${duration(p99Ns)}, max ${duration(maxNs)}`;
