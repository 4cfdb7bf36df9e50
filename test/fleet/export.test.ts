/** The long tables say what the documents say: SQL takes their maps apart as the contract does. */
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import FleetExport from '../../src/commands/fleet/export.js';
import FleetSummary from '../../src/commands/fleet/summary.js';
import type { Document } from '../../src/report/contract.js';
import { timingsOf } from '../../src/report/latency.js';
import { rowsOf } from '../../src/report/matrix.js';
import { runCommand } from '../command/run.js';
import { document, file, folder } from './documents.js';

const MATRIX: Document['matrix'] = {
  'open.syscall': { host: 'not_permitted:sysctl/sysctl_and_no_capability' },
  'open.user_mode_only': { host: 'limited:user_mode_only' },
  'open.device': { host: 'absent' },
  'feature.rwp': { host: 'absent' },
  'feature.other': { host: 'absent:control_failed' },
  'move.base': { anonymous: 'supported', shmem: 'absent', 'hugetlb-2M': 'not_applicable' },
  'continue.huge': { 'hugetlb-2M': 'no_resources', 'hugetlb-1G': 'no_resources:not_borrowed' },
  a: { host: 'advertised', shmem: 'not_probed', x: 'unknown:EIO: it said so', y: 'not_permitted:lsm' },
  b: { host: 'not_permitted', shmem: 'supported:but/how' },
};

const FIGURES = { n: 100, p50Ns: 7, p99Ns: 9, firstNs: null };
const NAMES = [
  'wake',
  'continue.base:shmem',
  'continue.huge:hugetlb-2M',
  'continue.base:hugetlb-1G@4K',
  'continue.base:hugetlb-1G@4K/4',
  'continue.base:hugetlb-2M@64Kx16',
  'poison.base:anonymousx512/8',
  'wakex2',
];

/** Rows of a table in the order of their text, so that two lists can be compared. */
const sorted = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row)).sort();

it.each([4096, 65_536])('with a base page of %i, and again when the tables are read back', async (page) => {
  const at = folder();
  const latency = Object.fromEntries(NAMES.map((name) => [name, FIGURES]));
  const whole = document({ name: 'a', matrix: MATRIX, latency });
  const host = { ...(whole.host as object), basePageBytes: page };
  // A name of no such form is in neither reading.
  const text = JSON.stringify({ ...whole, host, latency: { ...latency, '@': FIGURES, 'a@b@c': FIGURES } });
  const capabilities = rowsOf(MATRIX).map(({ id, memory, state, reason, gate = null }) => ({
    id,
    memory,
    state,
    reason,
    gate,
  }));
  const timings = timingsOf(latency, page).map(
    ({ id, memory, granuleBytes, units, threads, n, p50Ns, p99Ns, firstNs }) => ({
      ...{ id, memory, granule_bytes: granuleBytes, units, threads },
      ...{ n, p50_ns: p50Ns, p99_ns: p99Ns, first_ns: firstNs },
    }),
  );
  expect(timings).toHaveLength(NAMES.length);
  let from = file('f.ndjson', `${text}\n`, at);
  for (const round of ['once', 'twice']) {
    const to = join(at, round);
    expect((await runCommand(FleetExport, '--to', to, from)).exitCode).toBe(0);
    const rows = async (table: string, columns: string) => {
      const sql = `SELECT ${columns} FROM read_parquet('${to}/${table}/*/*.parquet', hive_partitioning = true)`;
      const reader = await (await (await DuckDBInstance.create(':memory:')).connect()).runAndReadAll(sql);
      const objects = reader.getRowObjectsJS();
      return objects.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([key, value]) => [key, typeof value === 'bigint' ? Number(value) : value]),
        ),
      );
    };
    expect(sorted(await rows('capability', 'id, memory, state, reason, gate'))).toEqual(sorted(capabilities));
    const columns = 'id, memory, granule_bytes, units, threads, n, p50_ns, p99_ns, first_ns';
    expect(sorted(await rows('latency', columns))).toEqual(sorted(timings));
    from = to;
  }
});

/** Of a row of the table `host`: what a stranger wrote into it, and what is said of it. */
const FORGED: readonly [string, string][] = [
  ["'bogus' AS hgm_state", 'hgm_state is not what it should be'],
  ['NULL::VARCHAR AS hgm_state', 'hgm_state is not what it should be'],
  ["'9.9' AS schema_version", 'schema version 9, which this version of hgm-probe does not know'],
  ["'one' AS schema_version", 'schema_version is not what it should be'],
  ["repeat('x', 1025) AS host_name", 'host_name is not what it should be'],
  ['NULL::VARCHAR AS arch', 'arch is not what it should be'],
  ['(-1)::BIGINT AS base_page_bytes', 'base_page_bytes is not what it should be'],
  ['9007199254740992 AS hgm_granule_bytes', 'hgm_granule_bytes is not what it should be'],
  ["'infinity'::TIMESTAMPTZ AS expires_at", 'expires_at is not what it should be'],
];

describe('tables that a stranger made', () => {
  const forge = async (table: string, select: (file: string) => string): Promise<string> => {
    const at = folder();
    const documents = ['a', 'b'].map((name) => JSON.stringify(document({ name, matrix: MATRIX })));
    const from = file('f.ndjson', documents.join('\n'), at);
    await runCommand(FleetExport, '--to', at, from);
    const to = join(at, 'forged.parquet');
    const sql = select(`read_parquet('${at}/${table}/*/*.parquet', hive_partitioning = false)`);
    await (await (await DuckDBInstance.create(':memory:')).connect()).run(
      `COPY (${sql}) TO '${to}' (FORMAT parquet)`,
    );
    return to;
  };
  const read = async (path: string, ...argv: string[]) => {
    const { stdout, exitCode } = await runCommand(FleetSummary, path, '--json', ...argv);
    return { exitCode, ...(stdout === '' ? {} : JSON.parse(stdout)) };
  };

  it('have each bad row left out, and named with what is wrong', async () => {
    const path = await forge('host', (host) =>
      [
        `SELECT * FROM ${host} WHERE host_name = 'a'`,
        ...FORGED.map(([column]) => `SELECT * REPLACE (${column}) FROM ${host} WHERE host_name = 'b'`),
      ].join(' UNION ALL BY NAME '),
    );
    const { hosts, skipped } = await read(path);
    expect([hosts, skipped.count]).toEqual([1, FORGED.length]);
    expect(skipped.named).toEqual(
      FORGED.map(([, reason], n) => ({
        file: path,
        line: null,
        reason: expect.stringMatching(`^row ${n + 2}: .*${reason}$`),
      })),
    );
    expect((await read(path, '--strict')).exitCode).toBe(65);
  });

  it('with a column of another type are not those tables', async () => {
    for (const column of ["['b'] AS host_name", '1.5 AS base_page_bytes']) {
      const path = await forge('host', (host) => `SELECT * REPLACE (${column}) FROM ${host}`);
      const said = await runCommand(FleetSummary, path, '--json');
      expect(JSON.parse(said.stdout)).toMatchObject({
        hosts: 0,
        skipped: { named: [{ reason: 'not Parquet that hgm-probe fleet export wrote' }] },
      });
    }
  });

  it('with 30,000 bad rows are counted, and cost no other', async () => {
    const path = await forge(
      'host',
      (host) => `SELECT * REPLACE ('x' AS hgm_state) FROM ${host}, range(15000)`,
    );
    const { stdout } = await runCommand(
      FleetSummary,
      path,
      file('f.ndjson', JSON.stringify(document({ name: 'c' }))),
      '--json',
    );
    const { hosts, skipped } = JSON.parse(stdout);
    expect([hosts, skipped.count, skipped.named.length]).toEqual([1, 30_000, 20_000]);
  });

  it.each([
    ['capability', "'kind' AS kind", 'kind is not'],
    ['capability', "'profile' AS kind, NULL::VARCHAR AS state", 'state is not'],
  ])('%s with %s', async (table, column, reason) => {
    const { skipped } = await read(
      await forge(table, (rows) => `SELECT * REPLACE (${column}) FROM ${rows} LIMIT 1`),
    );
    expect(skipped.named[0]?.reason).toContain(reason);
  });
});

it('figures that no column holds are null, and cost nothing else', async () => {
  const at = folder();
  const latency = {
    'a:shmem@99999999999999999999999999999G': FIGURES,
    'a:shmem@9223372036854775807T': FIGURES,
    'a:shmemx99999999999999999999999': FIGURES,
  };
  const text = JSON.stringify(document({ name: 'a', latency }));
  const { exitCode, stdout } = await runCommand(
    FleetExport,
    '--to',
    join(at, 'out'),
    '--json',
    file('f.ndjson', text, at),
  );
  expect([exitCode, JSON.parse(stdout).tables[1].rows]).toEqual([0, 3]);
});
