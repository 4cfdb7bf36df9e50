import type { Experiment, Series } from '../../observe/observations.js';
import { number, step } from '../lookup.js';
import { ending } from '../outcome.js';
import { mean, quantile } from './quantiles.js';

/** Beyond this many medians, a sample is worth a word. */
const FAR = 100;

const ENDED: Readonly<Record<Series['ended'], string | null>> = {
  full: null,
  // What --duration asked for.
  duration: null,
  stopped: 'incomplete',
  refused: 'refused_midway',
  overflow: 'overflow',
};

/**
 * What a reader of the figures should know. Warnings only: nothing is dropped for them, and outliers are what a
 * migration meets.
 *
 * @param grainNs step of the clock; null where it is not known
 */
export function flagsOf(series: Series, from: Experiment | undefined, grainNs: number | null): string[] {
  const p50Ns = quantile(series, 1, 2);
  const maxNs = series.ns.at(-1) ?? 0;
  const said: (string | boolean | null)[] = [
    p50Ns === null && 'few_samples',
    isBelowGrain(p50Ns ?? mean(series), grainNs) && 'below_grain',
    p50Ns !== null && maxNs > FAR * p50Ns && 'outliers',
    isNoisy(series, grainNs ?? 0) && 'noisy',
    (series.involuntarySwitches ?? 0) > 0 && 'preempted',
    number(from && step(from, 'processor'), 'hypervisor') === 1 && 'nested',
    ENDED[series.ended],
    from !== undefined && from.end !== 'done' && `ended_${ending(from)}`,
  ];
  return said.filter((flag) => typeof flag === 'string');
}

/** Less than one step of the clock: it was not measured. Nothing at all is less than any step. */
const isBelowGrain = (ns: number | null, grainNs: number | null): boolean =>
  ns !== null && ns < (grainNs || 1);

/**
 * Whether the same calls made back to back cost something else than one by one: by more than a tenth, and by
 * more than two grains of the clock, since each sample begins and ends within one.
 */
function isNoisy(series: Series, grainNs: number): boolean {
  const one = mean(series);
  if (one === null || series.batchedNs === null) return false;
  const apart = Math.abs(one - series.batchedNs);
  return apart > series.batchedNs / 10 && apart > 2 * grainNs;
}
