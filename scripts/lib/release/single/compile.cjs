/**
 * Usage: `node compile.cjs SCRIPT FOLDER CODE ARGUMENT…`. Runs the bundle's SCRIPT with the arguments, as if it lay in
 * FOLDER, and writes what V8 has compiled at the end of the run to CODE. Compiled without a run, the code has none of
 * the functions that a run calls, and the run would compile them.
 */
const { readFileSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const { constants, Script } = require('node:vm');

const [, , source, folder, code, ...args] = process.argv;
const filename = join(folder, 'hgm-probe.cjs');
const script = new Script(readFileSync(source, 'latin1'), {
  filename,
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
process.argv = [process.execPath, process.execPath, ...args];
process.on('exit', () => writeFileSync(code, script.createCachedData()));
script.runInThisContext()({}, createRequire(filename), {}, filename, folder);
