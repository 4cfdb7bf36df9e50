/** Usage: `node accepted.cjs PARTS CODE`. Whether V8 takes all code that compile.cjs wrote; else it says nothing and is slow. */
const { readdirSync, readFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const { scriptOf } = require('./parts.cjs');

const [, , folder, code] = process.argv;
const names = readdirSync(code);
const rejected = names.filter((name) => {
  const text = readFileSync(join(folder, basename(name, '.code')), 'utf8');
  return scriptOf(text, folder, readFileSync(join(code, name))).cachedDataRejected;
});
process.exitCode = names.length === 0 || rejected.length > 0 ? 1 : 0;
