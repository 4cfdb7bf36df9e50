import type { Timing } from '../../report/contract.js';
import type { Reporter } from '../reporter.js';

const COLUMNS = {
  id: 'id',
  memory: 'memory',
  granule_bytes: 'granuleBytes',
  units: 'units',
  threads: 'threads',
  baseline: 'baseline',
  n: 'n',
  min_ns: 'minNs',
  p50_ns: 'p50Ns',
  p90_ns: 'p90Ns',
  p99_ns: 'p99Ns',
  p999_ns: 'p999Ns',
  max_ns: 'maxNs',
  first_ns: 'firstNs',
  mean_ns: 'meanNs',
  batched_ns: 'batchedNs',
  flags: 'flags',
} as const satisfies Record<string, keyof Timing>;

/** RFC 4180 but for the ends of lines, which are those of the system: a row for each timing, in nanoseconds. */
export const csv: Reporter = ({ timings }) => {
  const rows = timings.map((timing) => Object.values(COLUMNS).map((name) => field(timing[name])));
  return [Object.keys(COLUMNS), ...rows].map((row) => `${row.join(',')}\n`).join('');
};

/** Empty for what is not known. */
function field(value: Timing[(typeof COLUMNS)[keyof typeof COLUMNS]]): string {
  const text = Array.isArray(value) ? value.join(' ') : String(value ?? '');
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
