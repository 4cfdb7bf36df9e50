/** The HTML report in a headless Chromium. Arguments go to vitest. */
import { ensurePackages, program } from './lib/apt.js';
import { script } from './lib/run.js';
import { setUp } from './lib/setup.js';
import { HTML_REPORT } from './lib/totals.js';
import { runVitest } from './lib/vitest.js';

await script(() => {
  setUp();
  ensurePackages([program('chromium', 'chromium')]);
  if (!runVitest({ projects: ['html'], report: HTML_REPORT })) process.exitCode = 1;
});
