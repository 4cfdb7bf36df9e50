import type { Report, Timing } from '../report/contract.js';
import { duration, words } from '../reporters/units.js';
import type { Finding, Truth } from './answer.js';
import { holds } from './compare.js';
import { FIGURES, type LatencyTerm } from './expression.js';

/** Flags that take nothing from the figures there are: outliers are what a migration meets. */
const HARMLESS = new Set(['few_samples', 'outliers']);

/** Holds a bound against what was measured; what was not measured, or not well, can't be told. */
export function latencyFinding(report: Report, term: LatencyTerm): Finding {
  const timing = report.timings.find(({ id, memory }) => id === term.id && memory === term.memory);
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
  const doubt = timing.flags.filter((flag) => !HARMLESS.has(flag));
  const truth: Truth = holds(value, term.comparison, term.boundNs) ? 'met' : 'not_met';
  if (doubt.length === 0 || truth === certainly(timing, term))
    return { ...finding(truth, said), evidence: [line(timing)] };
  return finding('cannot_tell', `${said}, but the measurement is ${doubt.map(words).join(' and ')}`);
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
