/**
 * Asks real consumers whether they can work, in every setting of guest/settings.js on Debian's 6.1, and compares
 * with their profiles. Usage: `npm run test:consumers -- [--docs]`. The table goes to stdout and to
 * reports/consumers.md; --docs puts it into docs/profiles.md if nothing is wrong. Exit code 1 where they disagree
 * and docs/profiles.md does not say so, or where one of them did not answer.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { REPORTS } from '../../scripts/lib/paths.js';
import { say, script } from '../../scripts/lib/run.js';
import { writeTable } from '../kernels/lib/readme.js';
import { compare, markdown } from './compare.js';
import guest from './guest/settings.js';
import { askGuest } from './lib/debian.js';
import { consumersInitramfs } from './lib/guest.js';

/** Ten settings, of six emulated programs each, two of which emulate a machine themselves. */
const DEADLINE_MS = 900_000;

const { values } = parseArgs({ options: { docs: { type: 'boolean', default: false } } });

await script(async () => {
  const { results, logFile } = await askGuest('consumers', DEADLINE_MS, consumersInitramfs);
  finish(results.map(compare), logFile);
});

function finish(rows, logFile) {
  const missing = guest.SETTINGS.length - rows.length;
  const wrong = rows.flatMap(({ setting, cells }) =>
    cells.filter(({ wrong }) => wrong).map(({ consumer, wrong }) => `${setting}: ${consumer}: ${wrong}`),
  );
  const table = markdown(rows);
  mkdirSync(REPORTS, { recursive: true });
  writeFileSync(join(REPORTS, 'consumers.md'), `${table}\n`);
  const cells = rows.reduce((sum, row) => sum + row.cells.length, 0);
  console.log(`${table}\n\nsettings: ${rows.length}, answers: ${cells}, wrong: ${wrong.length}`);
  for (const line of wrong) say(line);
  if (missing > 0) say(`${missing} settings gave no answer (console: ${logFile})`);
  if (wrong.length > 0 || missing > 0) process.exitCode = 1;
  else if (values.docs) writeTable('docs/profiles.md', 'consumers', table);
}
