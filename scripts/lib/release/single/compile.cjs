/**
 * Usage: `node compile.cjs PARTS CODE [WORD]...`. Runs the bundle in the folder PARTS with these words, and writes what
 * V8 has compiled of each part at the end of the run to CODE/PART.code. Compiled without a run, the code has none of the
 * functions that a run calls, and the run would compile them.
 */
const { readFileSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const { runPart, scripts } = require('./parts.cjs');

const [, , folder, code, ...args] = process.argv;
const filename = join(folder, 'hgm-probe.cjs');
process.argv = [process.execPath, process.execPath, ...args];
process.on('exit', () => {
  for (const [name, script] of scripts) writeFileSync(join(code, `${name}.code`), script.createCachedData());
});
runPart('hgm-probe.cjs', {
  read: (name) => readFileSync(join(folder, name), 'utf8'),
  compiled: () => undefined,
  script: { filename, require: createRequire(filename) },
});
