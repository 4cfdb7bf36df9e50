/**
 * The tests that say the same on any machine: C++, then TypeScript with coverage. Both run even if the first fails.
 * Arguments go to vitest.
 */
import { rmSync } from 'node:fs';
import { ensurePackages, program } from './lib/apt.js';
import { tryNativeTests } from './lib/native/native-tests.js';
import { REPORTS } from './lib/paths.js';
import { Failure, say } from './lib/run.js';
import { setUp } from './lib/setup.js';
import { VITEST_REPORT } from './lib/totals.js';
import { runVitest } from './lib/vitest.js';

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

const native = tryNativeTests();
const typescript = runVitest({ projects: ['pure', 'anywhere'], report: VITEST_REPORT, args: ['--coverage'] });
if (!native || !typescript) process.exitCode = 1;
