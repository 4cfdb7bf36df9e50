/** The table of kernels in README.md, between its markers. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/paths.js';
import { Failure } from '../../../scripts/lib/run.js';

const BEGIN = '<!-- kernels: written by npm run test:kernels -- --readme -->';
const END = '<!-- end of kernels -->';

/** Puts the table in the place of the old one. */
export function writeReadme(table) {
  const file = join(ROOT, 'README.md');
  const text = readFileSync(file, 'utf8');
  const [before, rest] = text.split(`${BEGIN}\n`);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Failure('README.md has lost the markers of its table of kernels');
  writeFileSync(file, `${before}${BEGIN}\n\n${table}\n\n${END}${after}`);
}
