import { parseSize, sizeWord } from '../size.js';
import type { Latency, Timing } from './contract.js';

/** The timings of a report as the map that stands in both forms of the document; for its keys see `Latency` of the contract. */
export function latencyOf(timings: readonly Timing[]): Latency {
  return Object.fromEntries(timings.map((timing) => [nameOf(timing), summary(timing)]));
}

/** The same name on every host, whatever else was timed there. */
function nameOf({ id, memory, granuleBytes, units, threads }: Timing): string {
  const where = memory === null ? id : `${id}:${memory}`;
  const granule = granuleBytes === null || granuleBytes === 0 ? '' : `@${sizeWord(granuleBytes)}`;
  return `${where}${granule}${units === 1 ? '' : `x${units}`}${threads === 1 ? '' : `/${threads}`}`;
}

function summary({ n, p50Ns, p99Ns, firstNs, flags }: Timing): Latency[string] {
  return { n, p50Ns, p99Ns, firstNs, ...(flags.length > 0 && { flags }) };
}

const NAME = /^([^:@]+)(?::([^@]+))?(?:@([^x/]+))?(?:x(\d+))?(?:\/(\d+))?$/;

/** Timings as far as that map tells them: all other figures are null. Names of no such form are left out. */
export function timingsOf(latency: Latency): Timing[] {
  return Object.entries(latency).flatMap(([name, { n, p50Ns, p99Ns, firstNs, flags = [] }]) => {
    const [, id, memory = null, granule, units = '1', threads = '1'] = NAME.exec(name) ?? [];
    if (id === undefined) return [];
    const granuleBytes = granule === undefined ? null : parseSize(granule);
    return {
      ...NOTHING,
      id,
      memory,
      granuleBytes,
      units: +units,
      threads: +threads,
      n,
      p50Ns,
      p99Ns,
      firstNs,
      flags,
    };
  });
}

const NOTHING = {
  baseline: false,
  minNs: null,
  p90Ns: null,
  p999Ns: null,
  maxNs: null,
  meanNs: null,
  batchedNs: null,
};
