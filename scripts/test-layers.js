/** Real layers on this machine, and the table of what was seen behind each. Arguments go to vitest. */
import { join } from 'node:path';
import { ensureLayerPrograms } from './lib/layer-programs.js';
import { MODULES } from './lib/paths.js';
import { openly, script } from './lib/run.js';
import { setUp } from './lib/setup.js';

await script(() => {
  setUp();
  ensureLayerPrograms();
  const vitest = openly(join(MODULES, '.bin', 'vitest'), [
    'run',
    '--project=layers',
    '--reporter=default',
    '--reporter=./test/layers/reporter.ts',
    ...process.argv.slice(2),
  ]);
  if (!vitest) process.exitCode = 1;
});
