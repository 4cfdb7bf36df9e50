import { isHugetlb, pageBytesOf } from '../ground/memory.js';
import { parseSize, sizeWord } from '../ground/size.js';
import type { Latency, Timing } from './contract.js';

/**
 * The timings of a report as the map that stands in both forms of the document; for its keys see `Latency` of the
 * contract. A timing has the same key on every host, whatever else was timed there.
 *
 * @param missed what there was no time for
 */
export function latencyOf(
  timings: readonly Timing[],
  basePageBytes: number,
  missed: readonly Shape[] = [],
): Latency {
  return Object.fromEntries([
    ...timings.map((timing) => [seriesName(timing, basePageBytes), summary(timing)] as const),
    ...missed.map((series) => [seriesName(series, basePageBytes), NO_TIME] as const),
  ]);
}

/** Of a series that other runs have: so that all have the same. */
const NO_TIME = { n: 0, p50Ns: null, p99Ns: null, firstNs: null };

/** What a name tells of a timing. */
export type Shape = Pick<Timing, 'id' | 'memory' | 'granuleBytes' | 'units' | 'threads'>;

export function seriesName(series: Shape, basePageBytes: number | null): string {
  const { id, memory, granuleBytes, units, threads } = series;
  const where = memory === null ? id : `${id}:${memory}`;
  const plain = granuleBytes === null || granuleBytes === pageOf(memory, basePageBytes);
  const granule = plain ? '' : `@${sizeWord(granuleBytes)}`;
  return `${where}${granule}${units === 1 ? '' : `x${units}`}${threads === 1 ? '' : `/${threads}`}`;
}

/** The page of that memory, which is what a name without a granule means. */
function pageOf<T extends number | null>(memory: string | null, basePageBytes: T): number | T | null {
  if (memory === null) return null;
  return isHugetlb(memory) ? pageBytesOf(memory) : basePageBytes;
}

function summary({ n, p50Ns, p99Ns, firstNs, flags }: Timing): Latency[string] {
  return { n, p50Ns, p99Ns, firstNs, ...(flags.length > 0 && { flags }) };
}

/** A name in its parts: id, memory, granule, units, threads. */
export const SERIES_NAME = /^([^:@]+?)(?::([^@]+?))?(?:@(\d+[KMGT]?))?(?:x(\d+))?(?:\/(\d+))?$/;

/** What a key of that map says of its timing; each part as it is written there, null where it is not. */
export interface LatencyName {
  id: string;
  memory: string | null;
  /** As the field writes sizes, null for the page of that memory. */
  granule: string | null;
  units: string | null;
  threads: string | null;
}

/** The parts of a key, or null where it has no such form. */
export function latencyName(key: string): LatencyName | null {
  const [, id, memory = null, granule = null, units = null, threads = null] = SERIES_NAME.exec(key) ?? [];
  return id === undefined ? null : { id, memory, granule, units, threads };
}

/** Timings as far as that map tells them: all other figures are null. Names of no such form, and what there was no time for, are left out. */
export function timingsOf(latency: Latency, basePageBytes: number): Timing[] {
  return Object.entries(latency).flatMap(([key, { n, p50Ns, p99Ns, firstNs, flags = [] }]) => {
    const name = latencyName(key);
    if (name === null || (n === 0 && firstNs === null)) return [];
    const { id, memory, granule } = name;
    const granuleBytes = granule === null ? pageOf(memory, basePageBytes) : parseSize(granule);
    const shape = {
      id,
      memory,
      granuleBytes,
      units: Number(name.units ?? 1),
      threads: Number(name.threads ?? 1),
    };
    return { ...NOTHING, ...shape, n, p50Ns, p99Ns, firstNs, flags };
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
