/** What `fleet export` writes, by readers of Parquet that are not DuckDB: the same columns, types, nulls, times and days. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance, DuckDBTimestampTZValue } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import { type FileMetaData, parquetMetadata, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { readParquet } from 'parquet-wasm';
import { expect, it } from 'vitest';
import FleetExport from '../../src/commands/fleet/export.js';
import { runCommand } from '../command/run.js';
import { FIVE, file, folder, line } from './documents.js';
import { fleet } from './generator.js';

interface Read {
  columns: (readonly [name: string, type: string])[];
  /** Times are microseconds, as whole numbers of their own kind. */
  rows: Record<string, unknown>[];
}

async function byDuckDB(connection: DuckDBConnection, path: string): Promise<Read> {
  const sql = `SELECT * FROM read_parquet('${path}', hive_partitioning = false)`;
  const reader = await connection.runAndReadAll(sql);
  return {
    columns: reader.columnNames().map((name, at) => [name, String(reader.columnType(at))]),
    rows: reader.getRowObjects().map((row) => mapped(row, micros)),
  };
}

const micros = (value: unknown): unknown => (value instanceof DuckDBTimestampTZValue ? value.micros : value);

const mapped = (row: object, change: (value: unknown, name: string) => unknown) =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, change(value, name)]));

/** What DuckDB calls the types of the others. */
function typeOf({
  type,
  converted_type: kind,
  logical_type: logical,
}: FileMetaData['schema'][number]): string {
  if (type === 'BYTE_ARRAY' && kind === 'UTF8') return 'VARCHAR';
  if (logical?.type === 'TIMESTAMP' && logical.isAdjustedToUTC && logical.unit === 'MICROS')
    return 'TIMESTAMP WITH TIME ZONE';
  return type === 'INT64' && kind === 'INT_64' ? 'BIGINT' : JSON.stringify([type, kind, logical]);
}
const ARROW: Record<string, string> = {
  Utf8: 'VARCHAR',
  Int64: 'BIGINT',
  'Timestamp<MICROSECOND, UTC>': 'TIMESTAMP WITH TIME ZONE',
};

const READERS: [name: string, read: (bytes: Uint8Array<ArrayBuffer>) => Promise<Read>][] = [
  [
    'hyparquet',
    async ({ buffer }) => {
      const { schema } = parquetMetadata(buffer);
      const parsers = { timestampFromMicroseconds: (value: bigint) => value };
      return {
        columns: schema.slice(1).map((column) => [column.name, typeOf(column)]),
        rows: await parquetReadObjects({ file: buffer, compressors, parsers }),
      };
    },
  ],
  [
    'parquet-wasm',
    async (bytes) => {
      const table = tableFromIPC(readParquet(bytes).intoIPCStream());
      const columns = table.schema.fields.map(
        ({ name, type }) => [name, ARROW[String(type)] ?? String(type)] as const,
      );
      const times = new Set(columns.flatMap(([name, type]) => (type.startsWith('TIMESTAMP') ? name : [])));
      // Arrow gives milliseconds; a document has no finer time.
      const whole = (value: unknown, name: string) =>
        times.has(name) && value !== null ? BigInt(Math.round(Number(value) * 1000)) : value;
      return { columns, rows: table.toArray().map((row) => mapped(row.toJSON(), whole)) };
    },
  ],
];

it.each(READERS)('%s reads each row as DuckDB does', async (_, read) => {
  const to = join(folder(), 'out');
  const odd = { name: 'höst-\u{1f427}', id: null, kernel: '6.12.1+deb13-amd64', cpu: null };
  const text =
    [...FIVE, odd].map(line).join('') +
    fleet(1, 40)
      .map((one) => `${one.text}\n`)
      .join('');
  expect((await runCommand(FleetExport, '--to', to, file('f.ndjson', text))).exitCode).toBe(0);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const days = new Set<string>();
  for (const table of ['host', 'capability', 'latency']) {
    let [rows, nulls] = [0, 0];
    for (const name of readdirSync(join(to, table), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.parquet')) continue;
      const path = join(to, table, name);
      const said = await read(new Uint8Array(readFileSync(path)));
      expect(said).toEqual(await byDuckDB(connection, path));
      const day = dirname(name).replace('date=', '');
      for (const row of said.rows)
        expect(new Date(Number(row.collected_at) / 1000).toISOString().slice(0, 10)).toBe(day);
      days.add(day);
      rows += said.rows.length;
      nulls += said.rows.flatMap(Object.values).filter((value) => value === null).length;
    }
    const [whole] = (
      await connection.runAndReadAll(
        `SELECT count(*), bool_and(date = (collected_at AT TIME ZONE 'UTC')::DATE) FROM read_parquet('${to}/${table}/*/*.parquet', hive_partitioning = true)`,
      )
    ).getRowsJson();
    expect(whole).toEqual([String(rows), true]);
    expect([rows > 20, nulls > 20]).toEqual([true, true]);
  }
  expect(days.size).toBeGreaterThan(3);
});
