/** What may stand behind `require` and `explain`, from the catalog and the profiles. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../paths.js';

/** Amounts of huge pages: of any size, and of those that x86-64 and arm64 have. */
const PAGES = ['pages>=1', 'pages:2M>=1', 'pages:1G>=1', 'pages:32M>=1', 'pages:64K>=1'];

/** Words by the command that takes them. */
export async function namesOf() {
  const { CATALOG } = await import(pathToFileURL(join(ROOT, 'dist', 'capabilities', 'catalog.js')).href);
  // A family of bits has no name that could be asked for.
  const ids = CATALOG.map(({ id }) => id).filter((id) => !id.includes('*'));
  const profiles = readdirSync(join(ROOT, 'profiles')).map(
    (file) => `profile:${file.replace(/\.json$/, '')}`,
  );
  return { require: [...ids, ...profiles, ...PAGES], explain: [...ids, ...profiles] };
}
