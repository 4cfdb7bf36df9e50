/** A table that a test writes into a page of the documentation, between its markers. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/paths.js';
import { Failure } from '../../../scripts/lib/run.js';

/** Puts the table in the place of the old one: behind the line `<!-- NAME: … -->`, before `<!-- end of NAME -->`. */
export function writeTable(page, name, table) {
  const file = join(ROOT, page);
  const text = readFileSync(file, 'utf8');
  const begin = new RegExp(`^<!-- ${name}: .* -->\n`, 'm').exec(text);
  const end = text.indexOf(`<!-- end of ${name} -->`);
  if (begin === null || end < begin.index)
    throw new Failure(`${page} has lost the markers of its table of ${name}`);
  const start = begin.index + begin[0].length;
  writeFileSync(file, `${text.slice(0, start)}\n${table}\n\n${text.slice(end)}`);
}
