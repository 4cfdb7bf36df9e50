/** Every question, and the SQL of docs/engines.md, against fleets that contradict themselves. */
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import FleetExport from '../../src/commands/fleet/export.js';
import FleetMatrix from '../../src/commands/fleet/matrix.js';
import FleetOutliers from '../../src/commands/fleet/outliers.js';
import FleetPairs from '../../src/commands/fleet/pairs.js';
import FleetSummary from '../../src/commands/fleet/summary.js';
import { runCommand } from '../command/run.js';
import { file, folder } from './documents.js';
import { statements } from './engines.js';
import { fleet, gate, type Made, outliers, pairs, standing, tally } from './generator.js';

type Command = Parameters<typeof runCommand>[0];
interface Count {
  value: string | number | null;
  hosts: number;
  expired: number;
}

async function ask(command: Command, ...argv: string[]) {
  const { stdout, exitCode, line: said } = await runCommand(command, ...argv, '--json');
  expect([exitCode, exitCode === 0 ? null : said]).toEqual([0, null]);
  return JSON.parse(stdout);
}

const nonzero = (counts: readonly Count[], of: 'hosts' | 'expired') =>
  Object.fromEntries(counts.filter((one) => one[of] > 0).map((one) => [String(one.value), one[of]]));

/** Two exports: the second has some of the first again. */
function written(all: readonly Made[]): [string, string] {
  const at = folder();
  const [first, second] = [all.filter((_, n) => n % 3 !== 0), all.filter((_, n) => n % 3 < 2)];
  const text = (some: readonly Made[]) => some.map((one) => `${one.text}\n`).join('');
  return [file('first.ndjson', text(first), at), file('second.ndjson', text(second), at)];
}

const SEEDS = [1, 2, 3];
const MOMENTS: readonly [string | null, string | null][] = [
  [null, null],
  [null, 'libvirt-qemu'],
  ['2026-01-06T00:00:00Z', null],
  ['2026-01-11T12:00:00Z', 'root'],
];

it.each(SEEDS.flatMap((seed) => MOMENTS.map(([asOf, as]) => [seed, asOf, as] as const)))(
  'fleet %i as of %s, about %s',
  async (seed, asOf, as) => {
    const all = fleet(seed, 90);
    const files = written(all);
    const { live, dead, ahead, shared } = standing(all, asOf === null ? null : Date.parse(asOf), as);
    const argv = [
      ...(asOf === null ? [] : ['--as-of', asOf]),
      ...(as === null ? [] : ['--as', as]),
      ...files,
    ];

    const summary = await ask(FleetSummary, ...argv);
    expect([summary.hosts, summary.expired, summary.ahead.count, summary.shared.count]).toEqual([
      live.length,
      dead.length,
      ahead,
      shared,
    ]);
    for (const [name, of] of [
      ['verdict', (one: Made) => one.verdict],
      ['granuleBytes', (one: Made) => one.granule],
      ['kernel', (one: Made) => one.kernel],
      ['arch', (one: Made) => one.arch],
      ['gate', gate],
    ] as const) {
      expect([name, nonzero(summary.by[name], 'hosts')]).toEqual([name, tally(live, of)]);
      expect([name, nonzero(summary.by[name], 'expired')]).toEqual([name, tally(dead, of)]);
    }
    const judged = live.filter(({ profile }) => profile !== null);
    expect(
      Object.fromEntries(
        summary.profiles.map((one: { state: string; hosts: number }) => [one.state, one.hosts]),
      ),
    ).toEqual(tally(judged, ({ profile }) => profile?.state));

    const both = await ask(FleetSummary, ...argv, '--include-expired');
    expect(nonzero(both.by.verdict, 'hosts')).toEqual(tally([...live, ...dead], ({ verdict }) => verdict));

    const moves = await ask(FleetPairs, '--profile', 'minor-shmem', ...argv);
    const listed = moves.pairs.reduce((sum: number, one: { pairs: number }) => sum + one.pairs, 0);
    expect([moves.allPairs, listed]).toEqual([pairs(live), pairs(live)]);

    const matrix = await ask(FleetMatrix, ...argv);
    const row = matrix.rows.find(({ id }: { id: string }) => id === 'register.minor');
    const cells = Object.entries(row.cells as Record<string, { states: { state: string; hosts: number }[] }>);
    expect(
      Object.fromEntries(
        cells.flatMap(([name, { states }]) => states.map(({ state, hosts }) => [`${name} ${state}`, hosts])),
      ),
    ).toEqual(tally(live, ({ kernel, arch, minor }) => `${kernel} ${arch} ${minor.split(':')[0]}`));

    const slow = await ask(FleetOutliers, ...argv);
    expect(slow.outliers.map(({ hostName }: { hostName: string }) => hostName).sort()).toEqual(
      outliers(live),
    );
    expect(slow.compared + slow.alone).toBe(live.filter(({ p50 }) => p50 !== null).length);
  },
);

it.each(SEEDS)('fleet %i, exported twice, by the SQL of docs/engines.md, and read back', async (seed) => {
  const all = fleet(seed, 90);
  const [first, second] = written(all);
  const to = join(folder(), 'out');
  for (const from of [[first, second], [second], [first]]) await ask(FleetExport, '--to', to, ...from);
  const { live, dead } = standing(all, null, null);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const sql = async (name: string) =>
    (await connection.runAndReadAll(statements(name, to).join(';'))).getRowsJson() as (string | null)[][];
  for (const name of ['duckdb', 'newest']) await sql(name);
  const counts = await sql('summary');
  const column = (at: number) =>
    Object.fromEntries(counts.filter((row) => Number(row[at]) > 0).map((row) => [row[0], Number(row[at])]));
  expect([column(1), column(2)]).toEqual([
    tally(live, (one) => one.verdict),
    tally(dead, (one) => one.verdict),
  ]);
  expect((await sql('pairs')).reduce((sum, row) => sum + Number(row[2]), 0)).toBe(pairs(live));
  const lacking = live.filter(
    ({ profile }) => profile !== null && !['ready', 'restricted'].includes(profile.state),
  );
  expect((await sql('fixes')).reduce((sum, row) => sum + Number(row[3]), 0)).toBe(lacking.length);
  expect((await sql('outliers')).map(([name]) => name).sort()).toEqual(outliers(live));

  const summary = await ask(FleetSummary, to);
  expect(nonzero(summary.by.verdict, 'hosts')).toEqual(tally(live, ({ verdict }) => verdict));
  expect(nonzero(summary.by.gate, 'hosts')).toEqual(tally(live, gate));
});
