/**
 * The SQL of docs/engines.md in ClickHouse, by chdb, which is that as a library. It takes 546 MB, so it is not installed with
 * what every test needs but in reports/, once. Arguments go to vitest.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODULES, ROOT } from './lib/paths.js';
import { openly, quietly, script } from './lib/run.js';
import { setUp } from './lib/setup.js';

const CHDB = 'chdb@3.4.0';

await script(() => {
  setUp();
  const folder = join(ROOT, 'reports', 'clickhouse');
  if (!existsSync(join(folder, 'node_modules', 'chdb'))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{}\n');
    quietly(`npm install ${CHDB}`, 'npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', CHDB]);
  }
  process.env.HGM_CHDB = folder;
  const args = ['run', '--project=anywhere', 'test/fleet/clickhouse.test.ts', ...process.argv.slice(2)];
  if (!openly(join(MODULES, '.bin', 'vitest'), args)) process.exitCode = 1;
});
