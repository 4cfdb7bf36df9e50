/** Parts of a page of documentation that a script prints, between two comments that say so. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths.js';
import { Failure } from '../run.js';

/** Replaces what stands between `<!-- NAME… -->` and `<!-- end of NAME -->`; throws a Failure where they are not. */
export function writeBetween(page, name, text) {
  const file = join(ROOT, page);
  const readme = readFileSync(file, 'utf8');
  const start = readme.indexOf('-->', readme.indexOf(`<!-- ${name}`)) + 3;
  const end = readme.indexOf(`<!-- end of ${name} -->`);
  if (!readme.includes(`<!-- ${name}`) || end < start) throw new Failure(`${page} has no place for ${name}`);
  writeFileSync(file, `${readme.slice(0, start)}\n\n${text}\n\n${readme.slice(end)}`);
}
