/** Hosts whose latency is out of line with others of the same kernel and CPU. */
import type { Engine } from '../engine.js';
import { type Cut, cutOf } from './cut.js';

export interface Outlier {
  host: string;
  hostName: string;
  kernelRelease: string;
  basePageBytes: number | null;
  cpuModel: string | null;
  id: string;
  memory: string | null;
  granuleBytes: number | null;
  units: number;
  threads: number;
  p50Ns: number;
  /** Of the hosts that are alike. */
  medianNs: number;
  /** Distance from the median in robust standard deviations. */
  score: number;
  /** Hosts that are alike. */
  peers: number;
}

export interface Outliers {
  /** Series of a host that are out of line; `outliers` lists the farthest. */
  found: number;
  outliers: Outlier[];
  /** Series of a host that were compared. */
  compared: number;
  /** Those with fewer than `minPeers` hosts alike, of which nothing can be said. */
  alone: number;
  minPeers: number;
  cuts: Cut[];
}

/** Fewer have no spread worth the name. */
const MIN_PEERS = 8;
/** Robust deviations: of a million hosts that are normally spread, fewer than one lies beyond. */
const THRESHOLD = 6;
/** Makes the median absolute deviation estimate a standard deviation (normal distribution). */
const MAD_SCALE = 1.4826;
/** A clock's grain can make the deviation zero: this share of the median is never out of line. */
const MIN_SPREAD = 0.02;
const MAX_OUTLIERS = 1000;

const ALIKE = 'kernel_release, arch, base_page_bytes, cpu_model, id, memory, granule_bytes, units, threads';

export async function askOutliers(engine: Engine): Promise<Outliers> {
  // In three steps and not by window functions, which keep all rows in memory.
  await engine.run(`CREATE OR REPLACE TEMP TABLE series AS
    SELECT counted.host AS host, host_name, kernel_release, arch, coalesce(base_page_bytes, 0) AS base_page_bytes,
      coalesce(cpu_model, '') AS cpu_model, id, coalesce(memory, '') AS memory,
      coalesce(granule_bytes, 0) AS granule_bytes, units, threads, p50_ns
    FROM latency JOIN counted USING (report) WHERE p50_ns IS NOT NULL AND units > 0 AND threads > 0`);
  await engine.run(`CREATE OR REPLACE TEMP TABLE alike AS
    SELECT ${ALIKE}, median(p50_ns) AS middle, ${MAD_SCALE} * mad(p50_ns) AS spread, count(*) AS peers
    FROM series GROUP BY ALL`);
  const [counts] = await engine.rows<{ compared: number; alone: number }>(
    `SELECT coalesce(sum(peers) FILTER (peers >= ${MIN_PEERS}), 0)::BIGINT AS compared,
       coalesce(sum(peers) FILTER (peers < ${MIN_PEERS}), 0)::BIGINT AS alone FROM alike`,
  );
  const rows = await engine.rows<Outlier & { of_all: number }>(
    `SELECT host, host_name AS "hostName", kernel_release AS "kernelRelease",
       nullif(base_page_bytes, 0) AS "basePageBytes", nullif(cpu_model, '') AS "cpuModel", id,
       nullif(memory, '') AS memory, nullif(granule_bytes, 0) AS "granuleBytes", units, threads, p50_ns AS "p50Ns",
       round(middle)::BIGINT AS "medianNs",
       round((p50_ns - middle) / greatest(spread, ${MIN_SPREAD} * middle, 1), 1)::DOUBLE AS score, peers,
       count(*) OVER () AS of_all
     FROM series JOIN alike USING (${ALIKE})
     WHERE peers >= ${MIN_PEERS} AND abs(p50_ns - middle) > ${THRESHOLD} * greatest(spread, ${MIN_SPREAD} * middle, 1)
     ORDER BY abs(score) DESC, host, id, memory, granule_bytes, units, threads LIMIT ${MAX_OUTLIERS}`,
  );
  const found = rows[0]?.of_all ?? 0;
  return {
    found,
    outliers: rows.map(({ of_all: _, ...one }) => one),
    compared: counts?.compared ?? 0,
    alone: counts?.alone ?? 0,
    minPeers: MIN_PEERS,
    cuts: cutOf('outliers', rows.length, found),
  };
}
