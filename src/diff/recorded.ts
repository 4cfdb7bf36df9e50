import type { Observations, Series } from '../observe/observations.js';
import type { Report, Timing } from '../report/contract.js';
import type { Distribution, StoredReport } from '../report/stored.js';

/** The report of a recording, its timings with the exact distributions that a report leaves out. */
export function withDistributions(report: Report, { experiments }: Observations): StoredReport {
  const timings = report.timings.map((timing) => {
    const from = experiments
      .filter((one) => one.memory === timing.memory)
      .flatMap((one) => one.series)
      .find((series) => isOf(series, timing));
    const whole = { units: 1, threads: 1, ...timing };
    return from === undefined ? whole : { ...whole, distribution: distribution(from) };
  });
  return { ...report, timings };
}

/** Several dialects may have been tried: the one that was judged has this many samples. */
const isOf = (series: Series, { id, granuleBytes, n }: Timing): boolean =>
  series.id === id && series.granuleBytes === granuleBytes && series.samplesNs.length === n;

/** Whole nanoseconds, as the quantiles are made of. */
function distribution({ samplesNs }: Series): Distribution {
  const counts = new Map<number, number>();
  for (const sample of Float64Array.from(samplesNs, Math.round).sort())
    counts.set(sample, (counts.get(sample) ?? 0) + 1);
  return { ns: [...counts.keys()], counts: [...counts.values()] };
}
