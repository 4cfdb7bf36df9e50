/** The SQL of docs/engines.md in ClickHouse, on exports of fleets that contradict themselves; `npm run test:clickhouse`. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import FleetExport from '../../src/commands/fleet/export.js';
import { runCommand } from '../command/run.js';
import { file, folder } from './documents.js';
import { statements } from './engines.js';
import { fleet, outliers, pairs, standing, tally } from './generator.js';

/** Where chdb, which is ClickHouse as a library, is installed: 546 MB, so not with what every test needs. */
const CHDB = process.env.HGM_CHDB;

it.skipIf(CHDB === undefined).each([1, 2, 3])(
  'fleet %i, exported twice, by the SQL of docs/engines.md in ClickHouse',
  async (seed) => {
    const { Session } = createRequire(join(CHDB ?? '', 'package.json'))('chdb');
    const all = fleet(seed, 90);
    const to = join(folder(), 'out');
    const first = file('first.ndjson', all.map((one) => `${one.text}\n`).join(''));
    for (const _ of ['once', 'twice'])
      expect((await runCommand(FleetExport, '--to', to, first)).exitCode).toBe(0);
    const { live, dead } = standing(all, null, null);
    const session = new Session(join(folder(), 'chdb'));
    const sql = (name: string): (string | number | null)[][] => {
      const said = statements(name, to).map((one): string => session.query(one, 'JSONCompactEachRow'));
      return said
        .join('')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line));
    };
    try {
      for (const name of ['clickhouse', 'newest']) sql(name);
      const counts = sql('summary');
      const column = (at: number) =>
        Object.fromEntries(
          counts.filter((row) => Number(row[at]) > 0).map((row) => [row[0], Number(row[at])]),
        );
      expect([column(1), column(2)]).toEqual([
        tally(live, (one) => one.verdict),
        tally(dead, (one) => one.verdict),
      ]);
      expect(sql('pairs').reduce((sum, row) => sum + Number(row[2]), 0)).toBe(pairs(live));
      const lacking = live.filter(
        ({ profile }) => profile !== null && !['ready', 'restricted'].includes(profile.state),
      );
      expect(sql('fixes').reduce((sum, row) => sum + Number(row[3]), 0)).toBe(lacking.length);
      expect(
        sql('outliers')
          .map(([name]) => name)
          .sort(),
      ).toEqual(outliers(live));
      expect(sql('drift').length).toBeGreaterThan(0);
    } finally {
      session.cleanup();
    }
  },
);
