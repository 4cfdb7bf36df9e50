/** Runs projects of vitest.config.ts. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { MODULES } from './paths.js';
import { openly } from './run.js';

/** Whether all tests passed. `report`: where their JSON goes. The arguments of the script go to vitest, too. */
export function runVitest({ projects, report, args = [] }) {
  // An old report must not stand for a run that never got there.
  rmSync(report, { force: true });
  return openly(join(MODULES, '.bin', 'vitest'), [
    'run',
    ...projects.map((project) => `--project=${project}`),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...args,
    ...process.argv.slice(2),
  ]);
}
