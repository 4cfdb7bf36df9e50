/** Writes schema/report.schema.json from the built contract, and the types of it in src/api. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib/paths.js';
import { reportSchemaText } from './lib/report-schema.js';
import { reportTypesText } from './lib/report-types.js';

const contract = await import('../dist/report/contract.js');
mkdirSync(join(ROOT, 'schema'), { recursive: true });
const text = reportSchemaText(contract);
writeFileSync(join(ROOT, 'schema', 'report.schema.json'), text);
writeFileSync(join(ROOT, 'src', 'api', 'document.ts'), await reportTypesText(text));
