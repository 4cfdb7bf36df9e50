import type { Observations, Series } from '../observe/observations.js';
import type { Report, Timing } from '../report/contract.js';

/** The report of a recording, its timings with the exact distributions that a report leaves out. */
export function withDistributions(report: Report, { experiments }: Observations): Report {
  const timings = report.timings.map((timing) => {
    const from = experiments
      .filter((one) => one.memory === timing.memory)
      .flatMap((one) => one.series)
      .find((series) => isOf(series, timing));
    return from === undefined ? timing : { ...timing, distribution: { ns: from.ns, counts: from.counts } };
  });
  return { ...report, timings };
}

/** Several dialects may have been tried: the one that was judged has this many samples. */
const isOf = (series: Series, { id, granuleBytes, units, threads, n }: Timing): boolean =>
  series.id === id &&
  series.granuleBytes === granuleBytes &&
  series.units === units &&
  series.threads === threads &&
  series.counts.reduce((sum, count) => sum + count, 0) === n;
