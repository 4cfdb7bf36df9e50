/** Series as recordings of the first form had them: every sample, in the order taken, and nothing beside. */
import type { Series } from '../observe/observations.js';

export const isOfSamples = (series: unknown): boolean =>
  typeof series === 'object' && series !== null && Object.hasOwn(series, 'samplesNs');

/** The distribution of these samples; what was not looked at then is null, or none. */
export function fromSamples(
  id: string,
  granuleBytes: number,
  firstNs: number | null,
  samplesNs: readonly number[],
): Series {
  const seen = new Map<number, number>();
  for (const sample of samplesNs) {
    const ns = Math.round(sample);
    seen.set(ns, (seen.get(ns) ?? 0) + 1);
  }
  const ascending = [...seen].sort(([a], [b]) => a - b);
  return {
    id,
    granuleBytes,
    units: 1,
    threads: 1,
    firstNs,
    ns: ascending.map(([ns]) => ns),
    counts: ascending.map(([, count]) => count),
    batchedNs: null,
    batchedCalls: 0,
    cpu: null,
    node: null,
    interrupts: null,
    migrations: null,
    voluntarySwitches: null,
    involuntarySwitches: null,
    minorFaults: null,
    ended: 'full',
  };
}
