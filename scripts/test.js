/** All tests: C++, then TypeScript with coverage. Both run even if the first fails. Arguments go to vitest. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, program } from './lib/apt.js';
import { ensureLayerPrograms } from './lib/layer-programs.js';
import { tryNativeTests } from './lib/native-tests.js';
import { MODULES, REPORTS } from './lib/paths.js';
import { Failure, openly, say } from './lib/run.js';
import { setUp } from './lib/setup.js';
import { VITEST_REPORT } from './lib/totals.js';

// Old results must not stand for a run that never got there.
rmSync(REPORTS, { recursive: true, force: true });
setUp();

// The examples of the docs are for programs that not every machine has; without them their tests are skipped.
try {
  ensurePackages([program('ansible-playbook', 'ansible-core'), program('systemd-analyze', 'systemd')]);
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  say(error.message);
}
ensureLayerPrograms();

const native = tryNativeTests();
const typescript = openly(join(MODULES, '.bin', 'vitest'), [
  'run',
  '--project=!html',
  '--coverage',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${VITEST_REPORT}`,
  ...process.argv.slice(2),
]);
if (!native || !typescript) process.exitCode = 1;
