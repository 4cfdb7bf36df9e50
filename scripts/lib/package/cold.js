/**
 * One script of two parts: code that runs when it is loaded, and texts that are compiled where they are first imported
 * or required (hot.js says which and why). esbuild makes both, the second with its code splitting, so that no module is
 * there twice: a class that `instanceof` is asked of would not be the same. They refer to each other by names that
 * esbuild takes for packages outside, `cold:` and `hot:`.
 */
import { readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { build, transform } from 'esbuild';
import { ROOT } from '../paths.js';
import { isHot } from './hot.js';

const RUNTIME = readFileSync(join(import.meta.dirname, 'cold-runtime.cjs'), 'utf8');

/** Of a module, as esbuild's metafile has it. */
const keyOf = ({ namespace, path }) => (namespace === 'file' ? relative(ROOT, path) : `${namespace}:${path}`);

/** The name of the text that a module is in. */
const textOf = (key) => `${key.replace(/^node_modules\/|^dist\/|\.js$/g, '').replaceAll(/[^\w-]+/g, '.')}.js`;

/**
 * A text as a function that has nothing but it, as JSON, in a comment: V8 goes over a comment twice as fast as over a
 * string, and makes nothing of it. In ASCII, since it reads a script with any other letter at half the speed.
 */
const asComment = (text) =>
  JSON.stringify(text)
    .replaceAll('*/', '*\\/')
    .replaceAll(/[^\0-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * At the end of a CommonJS module, of which esbuild makes a module with a default alone: an import() wants its names,
 * as Node gives them. Inherited, since each of oclif's loads something.
 */
const NAMED =
  ';module.exports=Object.create(module.exports.default,{default:{value:module.exports.default}});';

/** `decide` has the name by which a module is asked for that is outside; null for one that is inside. */
const outside = (decide) => ({
  name: 'outside',
  setup(builder) {
    builder.onResolve({ filter: /./ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === decide || from.kind === 'entry-point') return;
      const found = await builder.resolve(path, { ...from, pluginData: decide });
      if (found.errors.length > 0 || found.external) return found;
      const name = decide(keyOf(found), from.kind);
      return name === null ? found : { path: name, external: true };
    });
  },
});

/** esbuild's options and `entry`, a source, to the script; with esbuild's metafiles, for whose packages are inside. */
export async function bundleInTwo({ entry, resolveDir, plugins, target, ...options }) {
  const shared = { ...options, target, bundle: true, write: false, metafile: true, minify: true };
  const hotBuild = (contents, decide) =>
    build({
      ...shared,
      format: 'cjs',
      stdin: { contents, resolveDir, sourcefile: 'hgm-probe.js' },
      plugins: [outside(decide), ...plugins],
    });
  const seen = [];
  const { inputs } = (
    await hotBuild(entry, (key, kind) => {
      seen.push({ key, kind });
      return kind.startsWith('import') || isHot(key) ? null : `cold:${key}`;
    })
  ).metafile;
  // What one module imports lazily another may need at once: then it is hot.
  const cold = new Set(seen.map(({ key }) => key).filter((key) => !(key in inputs)));
  // esbuild wraps what is imported lazily in a function, whose functions V8 would read twice: so no hot module is.
  const wanted = new Set();
  const asked = (key) => {
    wanted.add(key);
    return `hot:${key}`;
  };
  const decide = (key, kind) => {
    if (cold.has(key)) return `cold:${textOf(key)}`;
    return kind === 'dynamic-import' && !key.includes(':') ? asked(key) : null;
  };
  for (const { key, kind } of seen) decide(key, kind);

  const rest = await build({
    ...shared,
    format: 'esm',
    splitting: true,
    outdir: 'cold',
    entryPoints: [...cold].sort().map((key) => ({ in: key, out: textOf(key).slice(0, -'.js'.length) })),
    plugins: [outside((key) => (key in inputs ? asked(key) : null)), ...plugins],
  });
  const texts = [];
  for (const { path, text } of rest.outputFiles) {
    const { code } = await transform(text, { format: 'cjs', platform: 'node', target, minify: true });
    const { entryPoint } = rest.metafile.outputs[`cold/${basename(path)}`];
    const named = rest.metafile.inputs[entryPoint]?.format === 'cjs' ? NAMED : '';
    const own = code.replaceAll(/\bimport\((?=")/g, '__import(') + named;
    texts.push(`${JSON.stringify(`./${basename(path)}`)}(){/*${asComment(own)}*/}`);
  }

  const modules = [...wanted].sort().map((key, at) => ({ key, name: `hot${at}` }));
  const imports = modules.map(
    ({ key, name }) => `import * as ${name} from ${JSON.stringify(join(ROOT, key))};`,
  );
  const members = modules.map(({ key, name }) => `${JSON.stringify(`hot:${key}`)}: ${name}`);
  const source = [...imports, `Object.assign(__hot, { ${members.join(', ')} });`, entry].join('\n');
  const hot = await hotBuild(source, decide);
  const runtime = (await transform(RUNTIME, { minifySyntax: true, minifyWhitespace: true, target })).code;
  const [{ text }] = hot.outputFiles;
  const script = `${runtime.replace('{}', () => `{${texts.join()}}`)}${text
    .replaceAll(/\bimport\("hot:/g, '__import("hot:')
    .replaceAll(/\bimport\("cold:/g, '__import("./')
    .replaceAll(/\brequire\("cold:([^"]+)"\)/g, '__load("./$1").default')}`;
  return { script, inputs: { ...hot.metafile.inputs, ...rest.metafile.inputs } };
}
