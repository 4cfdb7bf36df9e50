/** The long tables say what the documents say: SQL takes their maps apart as the contract does. */
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import FleetExport from '../../src/commands/fleet/export.js';
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
