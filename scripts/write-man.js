/** Writes packaging/man/hgm-probe.1 from the built commands. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manPage } from './lib/man-page.js';
import { ROOT } from './lib/paths.js';

const { COMMANDS } = await import('../dist/commands/index.js');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
writeFileSync(join(ROOT, 'packaging', 'man', 'hgm-probe.1'), manPage(COMMANDS, version));
