/** Whole runs on this machine, one after the other. Arguments go to vitest. */
import { ensureLayerPrograms } from './lib/layer-programs.js';
import { script } from './lib/run.js';
import { setUp } from './lib/setup.js';
import { HOST_REPORT } from './lib/totals.js';
import { runVitest } from './lib/vitest.js';

await script(() => {
  setUp();
  ensureLayerPrograms();
  if (!runVitest({ projects: ['double', 'host', 'layers', 'place'], report: HOST_REPORT }))
    process.exitCode = 1;
});
