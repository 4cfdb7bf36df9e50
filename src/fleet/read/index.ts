/** Any number of files to one table of reports, and the newest of each host. */
import type { Engine } from '../engine.js';
import { VIEWS } from '../tables.js';
import { type Bad, BadList } from './bad.js';
import { type Depth, REPORT_TABLE } from './columns.js';
import { readExactly } from './exact.js';
import { readFast } from './fast.js';
import { readParquet } from './parquet.js';
import { findSources, type Source } from './sources.js';

export interface Reading {
  files: number;
  documents: number;
  /** Documents for which the same host has a newer one. */
  superseded: number;
  bad: { count: number; named: readonly Bad[] };
}

export interface ReadOptions {
  depth: Depth;
  strict: boolean;
  onProgress?: (text: string) => void;
  /** See CAREFUL_BYTES. */
  carefulBytes?: number;
}

/**
 * Unpacked text that is read line by line at once: at this size it takes less than a second, and then every
 * field is looked at, not only those that are asked about.
 */
const CAREFUL_BYTES = 2 ** 25;
/** About what reports shrink to under gzip and zstd. */
const PACKED_TO = 40;

/** @throws Fault: 64, 74 for what was named and can't be read; 65 for a bad document under `--strict` */
export async function readFleet(
  engine: Engine,
  args: readonly string[],
  { depth, strict, onProgress = () => {}, carefulBytes = CAREFUL_BYTES }: ReadOptions,
): Promise<Reading> {
  const bad = new BadList(strict);
  const sources = await findSources(args, engine.folder, bad);
  await engine.shutIn(sources.map(({ path }) => path));
  await engine.run(REPORT_TABLE);
  const parquet = sources.filter(({ packing }) => packing === 'parquet');
  const texts = sources.filter(({ packing, bytes }) => packing !== 'parquet' && bytes > 0);
  const careful = texts.reduce((sum, source) => sum + unpackedBytes(source), 0) <= carefulBytes;
  const fast = careful ? [] : texts.filter(({ pretty }) => !pretty);
  const slow = careful ? texts : texts.filter(({ pretty }) => pretty);
  const of = (done: number, all: readonly Source[]): string => `${done} of ${all.length} files`;
  const refused = await readFast(engine, fast, depth, (done) => onProgress(of(done, fast)));
  for (const [at, source] of [...slow, ...refused].entries()) {
    onProgress(`${at} of ${slow.length + refused.length} files, line by line`);
    await readExactly(engine, source, { depth, inParts: at >= slow.length }, bad);
  }
  await readParquet(engine, parquet, depth, bad);
  onProgress('the newest of each host');
  const [counts] = await engine.rows<{ documents: number; hosts: number }>(COUNTS);
  const { documents = 0, hosts = 0 } = counts ?? {};
  // Deleting looks at every row again; a fleet of one document each, the commonest, needs it not.
  if (hosts < documents) await engine.run(SUPERSEDED);
  await engine.run(`${HOSTS}; ${VIEWS}`);
  return { files: sources.length, documents, superseded: documents - hosts, bad };
}

const unpackedBytes = ({ packing, bytes }: Source): number =>
  packing === 'plain' ? bytes : bytes * PACKED_TO;

/** A name may be another host's id; the mark keeps the two apart. */
const HOST = "coalesce(host_id, 'name:' || host_name)";

/** Of two documents of one host and moment either may count, but always one. */
const RANK = '(collected_at, rowid)';
const COUNTS = `SELECT count(*) AS documents, count(DISTINCT ${HOST}) AS hosts FROM report`;
const SUPERSEDED = `DELETE FROM report WHERE rowid NOT IN
  (SELECT max_by(rowid, ${RANK}) FROM report GROUP BY ${HOST})`;
const HOSTS = `CREATE VIEW host AS
  SELECT ${HOST} AS host, * EXCLUDE (file), expires_at < now() AS expired FROM report`;
