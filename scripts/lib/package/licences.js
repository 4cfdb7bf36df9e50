/** THIRD_PARTY_LICENSES: what the bundle has of others, with the words under which it may. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODULES, ROOT } from '../paths.js';
import { Failure } from '../run.js';

export const LICENCES = join(ROOT, 'THIRD_PARTY_LICENSES');

/** Those that ask for no more than their own text beside the program. */
const ALLOWED = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0']);

/** Names of the packages that modules of a bundle are from, and node-addon-api, which is in the addons. */
export function packagesIn(modules) {
  const names = modules.flatMap((path) => path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? []);
  return [...new Set([...names, 'node-addon-api'])].sort();
}

/** Writes the file; throws a Failure for a licence that is not allowed or has no text. */
export function writeLicences(modules) {
  const parts = packagesIn(modules).map((name) => {
    const folder = join(MODULES, name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    if (!ALLOWED.has(license))
      throw new Failure(`${name} is under ${license}, which is not on the list of licences`);
    return `${name} ${version} (${license})\n\n${textOf(folder, name, license)}\n`;
  });
  writeFileSync(LICENCES, parts.join(`\n${'-'.repeat(80)}\n\n`));
}

function textOf(folder, name, license) {
  const file = readdirSync(folder).find((entry) => /^(?:licen[cs]e|copying)(?:\.\w+)?$/i.test(entry));
  if (file !== undefined) return readFileSync(join(folder, file), 'utf8').trim();
  const readme = readdirSync(folder).find((entry) => /^readme(?:\.\w+)?$/i.test(entry));
  const section =
    readme && existsSync(join(folder, readme))
      ? readFileSync(join(folder, readme), 'utf8').match(/#+ *licen[cs]e[^\n]*\n([\s\S]+)$/i)?.[1]
      : undefined;
  if (section === undefined) throw new Failure(`${name} says ${license} and has no text of it`);
  return section.trim();
}
