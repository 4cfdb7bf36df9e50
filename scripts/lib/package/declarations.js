/** What package.json exports to programs, with its types. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIST, MODULES, ROOT } from '../paths.js';
import { quietly } from '../run.js';

const SRC = join(ROOT, 'src');

/** Parts of the bundle, and the modules that they are made of. */
export const EXPORTED = { api: join(DIST, 'api', 'index.js'), report: join(DIST, 'api', 'report.js') };

/** The modules whose types are told, by the name that they get; they import each other and nothing else. */
const DECLARED = { index: 'api', report: 'report', document: 'document', error: 'error' };

/** Writes the types beside the bundle in `folder`: those of CommonJS, as that is. */
export function writeDeclarations(folder) {
  const all = join(folder, 'declarations');
  mkdirSync(all);
  const places = { outDir: '.', rootDir: SRC, typeRoots: [join(MODULES, '@types')] };
  const compilerOptions = { declaration: true, emitDeclarationOnly: true, ...places };
  const files = ['index', 'report'].map((module) => join(SRC, 'api', `${module}.ts`));
  const config = { extends: join(ROOT, 'tsconfig.json'), compilerOptions, include: [], files };
  writeFileSync(join(all, 'tsconfig.json'), JSON.stringify(config));
  quietly('tsc', join(MODULES, '.bin', 'tsc'), ['-p', all]);
  for (const [module, name] of Object.entries(DECLARED)) {
    const text = readFileSync(join(all, 'api', `${module}.d.ts`), 'utf8');
    writeFileSync(join(folder, `${name}.d.cts`), text.replaceAll(/(from '\.\/\w+)\.js'/g, "$1.cjs'"));
  }
  rmSync(all, { recursive: true });
}
