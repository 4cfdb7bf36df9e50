/** The HTML report in a headless Chromium. Arguments go to vitest. */
import { join } from 'node:path';
import { ensurePackages, program } from './lib/apt.js';
import { MODULES } from './lib/paths.js';
import { openly, script } from './lib/run.js';
import { setUp } from './lib/setup.js';
import { HTML_REPORT } from './lib/totals.js';

await script(() => {
  setUp();
  ensurePackages([program('chromium', 'chromium')]);
  const vitest = openly(join(MODULES, '.bin', 'vitest'), [
    'run',
    '--project=html',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${HTML_REPORT}`,
    ...process.argv.slice(2),
  ]);
  if (!vitest) process.exitCode = 1;
});
