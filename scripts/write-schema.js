/** Writes schema/report.schema.json from the built contract. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib/paths.js';
import { reportSchemaText } from './lib/report-schema.js';

const contract = await import('../dist/report/contract.js');
mkdirSync(join(ROOT, 'schema'), { recursive: true });
writeFileSync(join(ROOT, 'schema', 'report.schema.json'), reportSchemaText(contract));
