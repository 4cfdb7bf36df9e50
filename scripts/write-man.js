/** Writes packaging/man/hgm-probe.1 from the built commands; its date is that of the day when it says something else. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dateOf, manPage } from './lib/man-page.js';
import { ROOT } from './lib/paths.js';

const { COMMANDS } = await import('../dist/commands/index.js');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const file = join(ROOT, 'packaging', 'man', 'hgm-probe.1');
const page = readFileSync(file, 'utf8');
const today = new Date().toISOString().slice(0, 10);
if (manPage(COMMANDS, version, dateOf(page)) !== page) writeFileSync(file, manPage(COMMANDS, version, today));
