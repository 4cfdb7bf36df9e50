/** The table in docs/profiles.md, between two comments. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/paths.js';

const BETWEEN = /(<!-- consumers: .*? -->\n)[\s\S]*?(<!-- end of consumers -->)/;

export function writeDocs(table) {
  const file = join(ROOT, 'docs', 'profiles.md');
  const text = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    text.replace(BETWEEN, (_, start, end) => `${start}\n${table}\n\n${end}`),
  );
}
