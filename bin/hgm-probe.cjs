#!/usr/bin/env node
// The command of the npm package; bin/run.js is that of a checkout. Small, since Node reads all of a file
// before it runs any: what scripts call most, --version, needs none of the bundle.
const { writeSync } = require('node:fs');

if (process.argv[2] !== '--version' || !saidVersion()) {
  // systemd made this folder for us alone. Nothing else is chosen here: a cache holds code, the tool runs as root,
  // and Node's default is a folder in /tmp that anybody may have made before.
  const cache = process.env.CACHE_DIRECTORY;
  if (cache) require('node:module').enableCompileCache?.(cache);
  require('../dist.bundle/hgm-probe.cjs');
}

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
