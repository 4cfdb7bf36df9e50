/** Writes what native/program has of src/observe, with the built tool; a test says where it is not current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NATIVE, ROOT } from './lib/paths.js';

const { planTable, seriesNames } = await import('../dist/observe/plan/plan-table.js');

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
writeFileSync(join(NATIVE, 'program', 'plan_table.inc'), planTable(version));
writeFileSync(join(NATIVE, 'program', 'series_names.inc'), seriesNames());
