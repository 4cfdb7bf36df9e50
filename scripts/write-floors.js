/** Writes biome.floors.json; a test says where it is not current. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { floorsConfig } from './lib/floors.js';
import { MODULES, ROOT } from './lib/paths.js';
import { quietly } from './lib/run.js';

const file = join(ROOT, 'biome.floors.json');
writeFileSync(file, JSON.stringify(floorsConfig()));
quietly('formatting', join(MODULES, '.bin', 'biome'), ['format', '--write', file]);
