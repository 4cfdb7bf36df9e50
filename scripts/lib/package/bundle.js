/**
 * The one JavaScript file: all of dist, @oclif/core, valibot and the rest, without @duckdb/node-api, which
 * stays an import of whoever has it.
 *
 * A command pays for what it uses: what the main job runs is code, the rest is text that is compiled when it is
 * imported (cold.js). Made by esbuild rather than by rolldown, which does that too: it is one program
 * that brings no packages, and tells which files are inside, for their licences. CommonJS, because Node starts it
 * about 3 ms sooner than a module, and a single executable application of Node 24 takes no other.
 *
 * Its outputs: `dist/hgm-probe.cjs`, which runs when it is loaded; the same without texts, `dist/hgm-probe.whole.cjs`,
 * for the single file, which has its code compiled and would compile a text anew at every start; and
 * `oclif.manifest.json`, whose commands, flags and texts the help, the completions and the manual page are made of.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { DIST, ROOT } from '../paths.js';
import { bundleInTwo } from './cold.js';
import { lazyRequires, withoutListener } from './lazy-require.js';
import { leftOut } from './left-out.js';
import { readManifest, shippedModules } from './shipped.js';

const lazy = {
  name: 'lazy-require',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules\/@oclif\/core\/.*\.js$/ }, ({ path }) => {
      const source = lazyRequires(readFileSync(path, 'utf8'));
      return { contents: path.endsWith('/lib/command.js') ? withoutListener(source) : source, loader: 'js' };
    });
  },
};

const ENTRY = `import { start } from './start/main.js'; start(process.argv.slice(2));`;

/** Writes all three, below the package's folder; gives esbuild's metafiles as one: which packages are inside. */
export async function bundle(folder = ROOT) {
  const options = {
    // Names are told from here, wherever node_modules really lies.
    absWorkingDir: ROOT,
    preserveSymlinks: true,
    platform: 'node',
    target: 'node20',
    legalComments: 'none',
    // A package that makes itself a `require`.
    define: { 'import.meta.url': '__filename' },
    external: ['@duckdb/node-api'],
    plugins: [await shippedModules(), leftOut, lazy],
    logLevel: 'warning',
  };
  mkdirSync(join(folder, 'dist'), { recursive: true });
  await build({
    ...options,
    stdin: { contents: ENTRY, resolveDir: DIST, sourcefile: 'hgm-probe.js' },
    outfile: join(folder, 'dist', 'hgm-probe.whole.cjs'),
    format: 'cjs',
    bundle: true,
    minify: true,
  });
  const { script, inputs } = await bundleInTwo({ ...options, entry: ENTRY, resolveDir: DIST });
  writeFileSync(join(folder, 'dist', 'hgm-probe.cjs'), script);
  writeFileSync(join(folder, 'oclif.manifest.json'), `${JSON.stringify(await readManifest(), null, 2)}\n`);
  return { inputs };
}
