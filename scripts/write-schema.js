/** Writes schema/report.schema.json from the built contract, the types of it in src/api, and readers in other languages. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { READERS, readerText } from './lib/docs/report-readers.js';
import { reportSchemaText } from './lib/docs/report-schema.js';
import { reportTypesText } from './lib/docs/report-types.js';
import { ROOT } from './lib/paths.js';

const contract = await import('../dist/report/contract.js');
mkdirSync(join(ROOT, 'schema'), { recursive: true });
const text = reportSchemaText(contract);
writeFileSync(join(ROOT, 'schema', 'report.schema.json'), text);
writeFileSync(join(ROOT, 'src', 'api', 'document.ts'), await reportTypesText(text));
for (const [file, how] of Object.entries(READERS))
  writeFileSync(join(ROOT, 'schema', 'readers', file), await readerText(text, how));
