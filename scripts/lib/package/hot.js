/**
 * What `hgm-probe --json --no-latency` runs, of what is imported on the way: V8 reads all of a script before it runs
 * any, 25 µs for each kB, so the bundle has the rest as text, which costs a tenth, and compiles it where it is first
 * asked for (cold.js). What a hot module imports at its top is hot with it, and needs no line here.
 */
const HOT = new Set([
  'dist/document/index.js',
  'dist/observe/index.js',
  'dist/observe/user-run.js',
  'dist/profiles/own.js',
  'dist/reporters/json.js',
]);

/** @param key of a module, as esbuild's metafile has it */
export const isHot = (key) => HOT.has(key);
