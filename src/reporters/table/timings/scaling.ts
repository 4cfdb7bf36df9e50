import { duration } from '../../../ground/units.js';
import type { Report, Timing } from '../../../report/contract.js';
import { timingName } from '../../timing-name.js';

/** What becomes of the median as a call covers more units, or as more threads fault at once; a line for each call. */
export function scaling({ timings }: Report): string[] {
  return [
    ...series(timings, 'threads').map(
      ([name, rows]) =>
        `${name}, p50 by threads at once: ${rows.map((one) => `${one.threads} ${duration(one.p50Ns)}`).join(', ')}`,
    ),
    ...series(timings, 'units').map(
      ([name, rows]) =>
        `${name}, p50 of a unit by units in a call: ${rows.map((one) => `${one.units} ${duration(perUnit(one))}`).join(', ')}`,
    ),
  ];
}

const perUnit = ({ perUnitNs, p50Ns }: Timing): number | null => perUnitNs ?? p50Ns;

/** Rows that differ in `by` alone, where there is more than one. */
function series(timings: readonly Timing[], by: 'threads' | 'units'): [string, Timing[]][] {
  const found = new Map<string, Timing[]>();
  for (const one of timings) {
    const key = timingName({ ...one, [by]: 1 });
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  return [...found].filter(([, rows]) => new Set(rows.map((one) => one[by])).size > 1);
}
