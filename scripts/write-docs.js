/** Writes docs/capabilities.md with the built tool; a test says where it is not current. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib/paths.js';

const { CATALOG } = await import('../dist/capabilities/catalog.js');
const { loadProfiles } = await import('../dist/profiles/own.js');
const { referenceMarkdown } = await import('../dist/reporters/explain/reference.js');

writeFileSync(join(ROOT, 'docs', 'capabilities.md'), referenceMarkdown(CATALOG, await loadProfiles()));
