/** Reads back what `fleet export` wrote: three long tables, put together to reports again. */
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { type Engine, literal } from '../engine.js';
import { HOST_COLUMNS } from '../tables.js';
import type { BadList } from './bad.js';
import type { Depth } from './columns.js';
import { linkTo } from './fast.js';
import type { Source } from './sources.js';

const TABLES = ['host', 'capability', 'latency'] as const;
type Table = (typeof TABLES)[number];

/** A column that only the one table has. */
const MARKS: Readonly<Record<string, Table>> = { hgm_state: 'host', kind: 'capability', p50_ns: 'latency' };

/** Types, too, so that a file of a stranger cannot bring others. */
const SHAPES: Readonly<Record<Table, string>> = {
  host: HOST_COLUMNS.map((name) => `TRY_CAST(${name} AS ${typeOf(name)}) AS ${name}`).join(', '),
  capability: 'host, collected_at, kind, id, memory, state, reason, gate, who',
  latency: 'host, collected_at, id, memory, granule_bytes, units, threads, n, p50_ns, p99_ns, first_ns',
};

function typeOf(name: string): string {
  if (name.endsWith('_bytes')) return 'BIGINT';
  return name.endsWith('_at') ? 'TIMESTAMPTZ' : 'VARCHAR';
}

/** A file that is not readable, or none of the three tables, is named and left out. */
export async function readParquet(
  engine: Engine,
  sources: readonly Source[],
  depth: Depth,
  bad: BadList,
): Promise<void> {
  if (sources.length === 0) return;
  for (const table of TABLES)
    await engine.run(`CREATE TEMP TABLE pq_${table} AS SELECT ${EMPTY[table]} WHERE false`);
  for (const [at, source] of sources.entries()) {
    const link = join(engine.folder, `pq-${at}.parquet`);
    try {
      const fd = linkTo(source.path, link);
      await readOne(engine, link, depth).finally(() => closeSync(fd));
    } catch {
      bad.add({ file: source.name, line: null, reason: 'not Parquet that hgm-probe fleet export wrote' });
    }
  }
  await engine.run(TOGETHER);
  for (const table of TABLES) await engine.run(`DROP TABLE pq_${table}`);
}

async function readOne(engine: Engine, link: string, depth: Depth): Promise<void> {
  const file = `read_parquet(${literal(link)}, hive_partitioning = false)`;
  const columns = await engine.rows<{ column_name: string }>(`DESCRIBE SELECT * FROM ${file}`);
  const table = columns.map(({ column_name }) => MARKS[column_name]).find((one) => one !== undefined);
  if (table === undefined) throw new Error('none of the tables');
  // Capabilities are most of an export, and only the profiles among them are needed for most questions.
  const where = table === 'capability' && depth !== 'matrix' ? "WHERE kind = 'profile'" : '';
  await engine.run(`INSERT INTO pq_${table} SELECT ${SHAPES[table]} FROM ${file} ${where}`);
}

const EMPTY: Readonly<Record<Table, string>> = {
  host: HOST_COLUMNS.map((name) => `NULL::${typeOf(name)} AS ${name}`).join(', '),
  capability: `${['host', 'kind', 'id', 'memory', 'state', 'reason', 'gate', 'who']
    .map((name) => `NULL::VARCHAR AS ${name}`)
    .join(', ')
    .replace('AS host,', 'AS host, NULL::TIMESTAMPTZ AS collected_at,')}`,
  latency:
    'NULL::VARCHAR AS host, NULL::TIMESTAMPTZ AS collected_at, NULL::VARCHAR AS id, NULL::VARCHAR AS memory, ' +
    ['granule_bytes', 'units', 'threads', 'n', 'p50_ns', 'p99_ns', 'first_ns']
      .map((name) => `NULL::BIGINT AS ${name}`)
      .join(', '),
};

const KEY = 'host, collected_at';

/** DISTINCT, because the same export may be given twice. */
const TOGETHER = `INSERT INTO report BY NAME
  WITH profiles AS (SELECT ${KEY}, map_from_entries(list((id, {state: state, reason: reason, who: who}))) AS profiles
      FROM (SELECT DISTINCT ON (${KEY}, id) * FROM pq_capability WHERE kind = 'profile') GROUP BY ALL),
    latency AS (SELECT ${KEY}, map_from_entries(list((
        id || coalesce(':' || memory, '') || coalesce('@' || granule_bytes, '') || 'x' || units || '/' || threads,
        {n: n, p50Ns: p50_ns, p99Ns: p99_ns, firstNs: first_ns}))) AS latency
      FROM (SELECT DISTINCT ON (${KEY}, id, memory, granule_bytes, units, threads) * FROM pq_latency)
      WHERE id IS NOT NULL AND units IS NOT NULL AND threads IS NOT NULL GROUP BY ALL),
    rows AS (SELECT ${KEY}, id, map_from_entries(list((
        coalesce(memory, 'host'), state || coalesce(coalesce(':' || gate || '/', ':') || nullif(reason, state), '')))) AS row
      FROM (SELECT DISTINCT ON (${KEY}, id, memory) * FROM pq_capability WHERE kind = 'capability') GROUP BY ALL),
    matrix AS (SELECT ${KEY}, map_from_entries(list((id, row))) AS matrix FROM rows GROUP BY ALL)
  SELECT * EXCLUDE (host) FROM pq_host
    LEFT JOIN profiles USING (${KEY}) LEFT JOIN latency USING (${KEY}) LEFT JOIN matrix USING (${KEY})
  WHERE host_name IS NOT NULL AND collected_at IS NOT NULL AND expires_at IS NOT NULL AND hgm_state IS NOT NULL`;
