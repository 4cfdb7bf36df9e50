import type { Series } from '../observe/observations.js';
import type { Timing } from '../report/contract.js';
import { figures, mean } from './quantiles.js';

/** What a timing has beside the figures of its series. */
export interface Frame {
  memory: string | null;
  baseline: boolean;
  flags: string[];
  /** Whether the whole distribution goes into the document. */
  inDepth: boolean;
}

const rounded = (ns: number | null): number | null => ns && Math.round(ns);

/** The figures of one series, in the contract's order. */
export function judgeSeries(series: Series, { memory, baseline, flags, inDepth }: Frame): Timing {
  const { n, ...quantiles } = figures(series);
  const { id, granuleBytes, units, threads, ns, counts } = series;
  return {
    id,
    memory,
    granuleBytes,
    units,
    threads,
    baseline,
    n,
    ...quantiles,
    firstNs: rounded(series.firstNs),
    meanNs: rounded(mean(series)),
    batchedNs: rounded(series.batchedNs),
    ...(units > 1 && { perUnitNs: quantiles.p50Ns && Math.round(quantiles.p50Ns / units) }),
    flags,
    ...(inDepth && { distribution: { ns, counts }, run: runOf(series) }),
  };
}

function runOf(series: Series): NonNullable<Timing['run']> {
  const { cpu, node, interrupts, migrations, voluntarySwitches, involuntarySwitches, minorFaults } = series;
  return { cpu, node, interrupts, migrations, voluntarySwitches, involuntarySwitches, minorFaults };
}
