/** Reads back what `fleet export` wrote: three long tables, put together to reports again. */
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../ground/fault.js';
import { STATES } from '../../report/contract.js';
import { type Engine, literal } from '../engine.js';
import { HOST_COLUMNS } from '../tables.js';
import { type BadList, MAX_NAMED } from './bad.js';
import type { Depth } from './columns.js';
import { MAJOR, MAX_TEXT, UNKNOWN } from './document.js';
import { linkTo } from './fast.js';
import type { Source } from './sources.js';
import type { Taker } from './take.js';

const TABLES = ['host', 'capability', 'latency'] as const;
type Table = (typeof TABLES)[number];

interface Column {
  column_name: string;
  column_type: string;
}

/** What the three are joined by; a report that was exported twice has two. */
const KEY = ['report', 'host', 'caller', 'collected_at'];

const FIGURES = ['granule_bytes', 'units', 'threads', 'n', 'p50_ns', 'p99_ns', 'first_ns'] as const;

/** A column that only the one table has. */
const MARKS: Readonly<Record<string, Table>> = { hgm_state: 'host', kind: 'capability', p50_ns: 'latency' };

type Type = 'VARCHAR' | 'BIGINT' | 'TIMESTAMP WITH TIME ZONE';

/** Columns and their types, which a stranger's file must have, too: a cast would make a text of anything. */
const COLUMNS: Readonly<Record<Table, Readonly<Record<string, Type>>>> = {
  host: typed(HOST_COLUMNS),
  capability: typed([...KEY, 'kind', 'id', 'memory', 'state', 'reason', 'gate', 'who']),
  latency: {
    ...typed([...KEY, 'id', 'memory']),
    ...Object.fromEntries(FIGURES.map((name) => [name, 'BIGINT'])),
  },
};

function typed(names: readonly string[]): Record<string, Type> {
  return Object.fromEntries(names.map((name) => [name, typeOf(name)]));
}

function typeOf(name: string): Type {
  if (name.endsWith('_bytes')) return 'BIGINT';
  return name.endsWith('_at') ? 'TIMESTAMP WITH TIME ZONE' : 'VARCHAR';
}

/** What may not be null, as in a document. */
const NEEDED: Readonly<Record<Table, readonly string[]>> = {
  host: [...KEY, 'host_name', 'arch', 'kernel_release', 'expires_at', 'schema_version'],
  capability: [...KEY, 'kind', 'id', 'state'],
  latency: [...KEY, 'id'],
};

/** What a text or a number must be is said of documents in `document.ts`. */
const WRONG: Readonly<Record<Type, (name: string) => string>> = {
  VARCHAR: (name) => `length(${name}) > ${MAX_TEXT}`,
  BIGINT: (name) => `${name} NOT BETWEEN 0 AND ${Number.MAX_SAFE_INTEGER}`,
  'TIMESTAMP WITH TIME ZONE': (name) => `NOT isfinite(${name})`,
};

const oneOf = (name: string, words: readonly string[]): string =>
  `coalesce(${name} NOT IN (${words.map(literal).join(', ')}), true)`;

/** An expression: why a row is left out, null where it is taken. */
function reasonOf(table: Table): string {
  const wrong = Object.entries(COLUMNS[table]).map(([name, type]): [string, string] => {
    const missing = NEEDED[table].includes(name) ? `${name} IS NULL OR ` : '';
    return [missing + WRONG[type](name), name];
  });
  if (table === 'host') wrong.push([oneOf('hgm_state', STATES), 'hgm_state']);
  if (table === 'host')
    wrong.push(["NOT regexp_full_match(schema_version, '\\d+\\.\\d+')", 'schema_version']);
  if (table === 'capability') wrong.push([oneOf('kind', ['capability', 'profile']), 'kind']);
  const cases = wrong.map(([condition, name]) => `WHEN ${condition} THEN ${literal(notWhat(name))}`);
  const major = "left(split_part(schema_version, '.', 1), 9)";
  if (table === 'host')
    cases.push(
      `WHEN ${major} <> ${literal(MAJOR)} THEN 'schema version ' || ${major} || ${literal(UNKNOWN)}`,
    );
  return `CASE ${cases.join(' ')} END`;
}

const notWhat = (name: string): string => `not a report: ${name} is not what it should be`;

/** A file that is not readable, or none of the three tables, is named and left out. */
export async function readParquet(
  { engine, depth, shapes }: Taker,
  sources: readonly Source[],
  bad: BadList,
): Promise<void> {
  if (sources.length === 0) return;
  for (const table of TABLES)
    await engine.run(
      `CREATE TEMP TABLE pq_${table} (${Object.entries(COLUMNS[table])
        .map(([name, type]) => `${name} ${type}`)
        .join(', ')})`,
    );
  for (const [at, source] of sources.entries()) {
    const link = join(engine.folder, `pq-${at}.parquet`);
    try {
      const fd = linkTo(source.path, link);
      await readOne(engine, link, source.name, depth, bad).finally(() => closeSync(fd));
    } catch (error) {
      if (error instanceof Fault) throw error;
      bad.add({ file: source.name, line: null, reason: 'not Parquet that hgm-probe fleet export wrote' });
    }
  }
  await engine.run(together(shapes.next));
  for (const table of [...TABLES.map((name) => `pq_${name}`), 'pq_matrix', 'pq_profiles'])
    await engine.run(`DROP TABLE ${table}`);
}

async function readOne(
  engine: Engine,
  link: string,
  name: string,
  depth: Depth,
  bad: BadList,
): Promise<void> {
  const file = `read_parquet(${literal(link)}, hive_partitioning = false, file_row_number = true)`;
  const columns = await engine.rows<Column>(`DESCRIBE SELECT * FROM ${file}`);
  const table = columns.map(({ column_name }) => MARKS[column_name]).find((one) => one !== undefined);
  if (table === undefined) throw new Error('none of the tables');
  const types = Object.fromEntries(columns.map((one) => [one.column_name, one.column_type]));
  if (Object.entries(COLUMNS[table]).some(([column, type]) => types[column] !== type))
    throw new Error('other columns');
  // Capabilities are most of an export, and only the profiles among them are needed for most questions.
  const where = table === 'capability' && depth !== 'matrix' ? "kind IS DISTINCT FROM 'capability'" : 'true';
  const rows = `(SELECT *, ${reasonOf(table)} AS why FROM ${file} WHERE ${where})`;
  const left = await engine.rows<{ row: number; why: string; rows: number }>(
    `SELECT file_row_number + 1 AS row, why, count(*) OVER () AS rows FROM ${rows} WHERE why IS NOT NULL
     ORDER BY row LIMIT ${MAX_NAMED}`,
  );
  for (const { row, why } of left) bad.add({ file: name, line: null, reason: `row ${row}: ${why}` });
  bad.count += (left[0]?.rows ?? 0) - left.length;
  const taken = Object.keys(COLUMNS[table]).join(', ');
  await engine.run(`INSERT INTO pq_${table} SELECT ${taken} FROM ${rows} WHERE why IS NULL`);
}

/** What a report says in one of its tables, as two numbers: few reports differ in it, and one stands for all alike. */
const alike = (table: string, kind: string, columns: string): string => `CREATE TEMP TABLE ${table} AS
  SELECT report, dense_rank() OVER (ORDER BY low, high, many) AS number,
    row_number() OVER (PARTITION BY low, high, many ORDER BY report) = 1 AS stands
  FROM (SELECT report, count(*) AS many, sum(md5_number_lower(word)::HUGEINT) AS low, sum(md5_number_upper(word)::HUGEINT) AS high
    FROM (SELECT report, to_json((${columns}))::VARCHAR AS word FROM pq_capability WHERE kind = '${kind}') GROUP BY 1)`;

const CELL = 'id, memory, state, reason, gate';
const VERDICT = 'id, state, reason, who';

/** @param from the first number that no matrix and no profiles have yet. DISTINCT, because a file may be given twice. */
const together = (from: number): string => `
  ${alike('pq_matrix', 'capability', CELL)};
  ${alike('pq_profiles', 'profile', VERDICT)};
  INSERT INTO cell BY NAME SELECT DISTINCT ON (matrix, id, memory) ${from} + number AS matrix, ${CELL}
    FROM pq_capability JOIN pq_matrix USING (report) WHERE stands AND kind = 'capability';
  INSERT INTO verdict BY NAME SELECT DISTINCT ON (profiles, id) ${from} + number AS profiles, ${VERDICT}
    FROM pq_capability JOIN pq_profiles USING (report) WHERE stands AND kind = 'profile';
  INSERT INTO report BY NAME
  WITH latency AS (SELECT report, map_from_entries(list((
        id || coalesce(':' || memory, '') || coalesce('@' || granule_bytes, '') || 'x' || units || '/' || threads,
        {n: n, p50Ns: p50_ns, p99Ns: p99_ns, firstNs: first_ns}))) AS latency
      FROM (SELECT DISTINCT ON (report, id, memory, granule_bytes, units, threads) * FROM pq_latency)
      WHERE units IS NOT NULL AND threads IS NOT NULL GROUP BY ALL)
  SELECT pq_host.* EXCLUDE (report, host), ${from} + pq_matrix.number AS matrix, ${from} + pq_profiles.number AS profiles, latency
  FROM (SELECT DISTINCT ON (report) * FROM pq_host) AS pq_host
    LEFT JOIN pq_profiles USING (report) LEFT JOIN pq_matrix USING (report) LEFT JOIN latency USING (report)`;
