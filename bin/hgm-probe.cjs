#!/usr/bin/env node
// The command of the npm package; bin/run.js is that of a checkout. Small, since Node reads all of a file
// before it runs any: what scripts call most, --version, needs none of the bundle.
const { writeSync } = require('node:fs');

if (process.argv[2] !== '--version' || !saidVersion()) require('../dist/hgm-probe.cjs');

/** False where it can't be written: the bundle has the words for that. */
function saidVersion() {
  const { name, version } = require('../package.json');
  const line = `${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`;
  try {
    return writeSync(1, line) === line.length;
  } catch {
    return false;
  }
}
