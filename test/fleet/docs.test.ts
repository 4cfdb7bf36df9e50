/** The SQL of docs/engines.md, run on what `fleet export` writes, against answers counted by hand. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import FleetExport from '../../src/commands/fleet/export.js';
import FleetSummary from '../../src/commands/fleet/summary.js';
import { COMMANDS } from '../../src/commands/index.js';
import { runCommand } from '../command/run.js';
import { FIVE, file, folder, line } from './documents.js';
import { QUERIES, statements } from './engines.js';

const PAGE = readFileSync(new URL('../../docs/fleet.md', import.meta.url), 'utf8');

const timed = (p50Ns: number) => ({
  'continue.huge:hugetlb-1G': { n: 9, p50Ns, p99Ns: p50Ns, firstNs: null },
});
const TIMED = Array.from({ length: 9 }, (_, n) => ({
  name: `t${n}`,
  arch: 'riscv64',
  latency: timed(n === 8 ? 9000 : 1000 + n),
}));
/** Yesterday's report of host a, which says something else. */
const OLD = { ...FIVE[0], name: 'a', hgm: { state: 'unknown' }, at: '2026-02-28T10:00:00.000Z' };

it('the page answers what the commands answer, on the exported folders', async () => {
  const to = join(folder(), "it's");
  const write = (specs: readonly Parameters<typeof line>[0][]) =>
    runCommand(FleetExport, '--to', to, file('f.ndjson', specs.map(line).join('')));
  expect((await write([OLD])).exitCode).toBe(0);
  // As every day: what did not change is exported again.
  for (const _ of ['once', 'twice']) expect((await write([...FIVE, ...TIMED])).exitCode).toBe(0);
  expect(readdirSync(to).sort()).toEqual(['capability', 'host', 'latency']);
  expect(readdirSync(join(to, 'host')).sort()).toEqual(['date=2026-02-28', 'date=2026-03-01']);

  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const ask = async (name: string) =>
    (await connection.runAndReadAll(statements(name, to).join(';'))).getRowsJson();
  for (const name of ['duckdb', 'newest']) await ask(name);
  expect(await ask('summary')).toEqual([
    ['absent', '12', '1'],
    ['supported', '1', '0'],
  ]);
  expect(await ask('drift')).toEqual([['6.12.1', 'x86_64', 'register.minor', 'shmem', '2', '3']]);
  expect(await ask('pairs')).toEqual([['x86_64', null, '4']]);
  expect(await ask('fixes')).toEqual([['x86_64', 'os_configuration', 'kernel_faults', '1']]);
  expect(await ask('outliers')).toEqual([['t8', 'continue.huge', '9000', 1004]]);
  expect(QUERIES).toEqual(['newest', 'summary', 'drift', 'pairs', 'fixes', 'outliers']);

  const { stdout } = await runCommand(FleetSummary, to, '--json');
  expect(JSON.parse(stdout)).toMatchObject({ documents: 29, hosts: 13, expired: 1, superseded: 15 });
});

it('the page names every command of fleet, and the version of DuckDB that is tried', () => {
  for (const id of Object.keys(COMMANDS).filter((name) => name.startsWith('fleet:')))
    expect(PAGE).toContain(`| \`${id.slice('fleet:'.length)}\` |`);
  const { devDependencies } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  expect(PAGE).toContain(`@duckdb/node-api@${devDependencies['@duckdb/node-api']}`);
});
