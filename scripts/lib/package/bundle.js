/**
 * What runs of dist, @oclif/core, valibot and the rest, without @duckdb/node-api, which stays an import of whoever has
 * it. Made by rolldown, by its own code splitting: dist.bundle has what is imported by `import()` as parts, which are
 * read when they are asked for. CommonJS, since Node starts it sooner than modules (docs/start.md has figures), and a
 * single file takes no other.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { rolldown } from 'rolldown';
import { DIST, ROOT } from '../paths.js';
import { EXPORTED, writeDeclarations } from './declarations.js';
import { shippedModules } from './shipped.js';

const FOLDER = 'dist.bundle';

/** Where they are of this checkout. */
export const PARTS = join(ROOT, FOLDER);

const ENTRY = 'hgm-probe';

const entry = {
  name: 'entry',
  resolveId: (id) => (id === ENTRY ? id : null),
  load: (id) =>
    id === ENTRY
      ? `import { start } from ${JSON.stringify(join(DIST, 'start', 'main.js'))}; start(process.argv.slice(2));`
      : null,
};

/** Each a file and all that it imports at its top: a main job reads these and no more. */
const GROUPS = [
  { name: 'start', test: /\/dist\/start\/main\.js$/, priority: 2 },
  { name: 'probe', test: /\/dist\/commands\/probe\.js$/, priority: 1 },
];

const OUTPUT = { format: 'cjs', minify: true, comments: false };

/** Writes both below the package's folder; gives the paths of all modules inside, from the root. */
export async function bundle(folder = ROOT) {
  const dir = join(folder, FOLDER);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const bundler = await rolldown({
    cwd: ROOT,
    // Names are told from here, wherever node_modules really lies.
    resolve: { symlinks: false },
    input: { [ENTRY]: ENTRY, ...EXPORTED },
    platform: 'node',
    external: ['@duckdb/node-api'],
    plugins: [entry, await shippedModules()],
  });
  const { output } = await bundler.write({
    ...OUTPUT,
    dir,
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    codeSplitting: { groups: GROUPS },
  });
  await bundler.close();
  writeDeclarations(dir);
  return output.flatMap(({ moduleIds }) => moduleIds.map((id) => relative(ROOT, id)));
}

/** One script with all that it requires, for where no file can be asked for. */
export async function bundleOne(input, file) {
  const bundler = await rolldown({ input, platform: 'node' });
  await bundler.write({ ...OUTPUT, file });
  await bundler.close();
}
