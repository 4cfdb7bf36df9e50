/** Writes the man pages of packaging/man; the date of each is that of the day when it says something else. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dateOf, manPage } from './lib/docs/man-page.js';
import { reportPage } from './lib/docs/report-page.js';
import { ROOT } from './lib/paths.js';

const { COMMANDS } = await import('../dist/commands/index.js');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const markdown = readFileSync(join(ROOT, 'docs', 'report.md'), 'utf8');
const today = new Date().toISOString().slice(0, 10);

write('hgm-probe.1', (date) => manPage(COMMANDS, version, date));
write('hgm-probe-report.5', (date) => reportPage(markdown, version, date));

function write(name, text) {
  const file = join(ROOT, 'packaging', 'man', name);
  const page = readFileSync(file, { encoding: 'utf8', flag: 'a+' });
  if (text(dateOf(page)) !== page) writeFileSync(file, text(today));
}
