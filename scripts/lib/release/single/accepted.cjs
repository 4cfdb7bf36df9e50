/** Usage: `node accepted.cjs SCRIPT CODE`. Whether V8 takes the CODE that compile.cjs wrote; else it says nothing and is slow. */
const { readFileSync } = require('node:fs');
const { Script } = require('node:vm');

const [, , source, code] = process.argv;
const { cachedDataRejected } = new Script(readFileSync(source, 'latin1'), { cachedData: readFileSync(code) });
process.exitCode = cachedDataRejected ? 1 : 0;
