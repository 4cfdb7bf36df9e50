/** Real consumers of the formats, from Debian's packages. Arguments go to vitest. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, program } from './lib/apt.js';
import { MODULES } from './lib/paths.js';
import { openly, quietly, script } from './lib/run.js';
import { setUp } from './lib/setup.js';

/** Debian's package of a crate, which cargo finds without a network. */
const crate = (name) => ({
  missing: !existsSync(`/usr/share/doc/librust-${name}-dev`),
  packages: [`librust-${name}-dev`],
});

/** Started by hand in the tests; Debian starts what it installs, on ports of its own choosing. */
const NEEDS = [
  program('prometheus-node-exporter', 'prometheus-node-exporter'),
  program('promtool', 'prometheus'),
  program('ansible', 'ansible-core'),
  program('facter', 'facter'),
  program('jq', 'jq'),
  program('sqlite3', 'sqlite3'),
  program('perl', 'perl'),
  program('mandoc', 'mandoc'),
  program('strace', 'strace'),
  program('gpg', 'gpg', 'gpg-agent'),
  program('systemd-analyze', 'systemd'),
  program('go', 'golang-go'),
  program('cargo', 'cargo'),
  crate('serde'),
  crate('serde-derive'),
  crate('serde-json'),
  ...['jsonschema', 'junitparser', 'sqlglot', 'yaml'].map((name) => ({
    missing: !existsSync(`/usr/lib/python3/dist-packages/${name}`),
    packages: [`python3-${name}`],
  })),
];

await script(() => {
  setUp();
  ensurePackages(NEEDS);
  quietly('python3', 'python3', ['-c', 'import jsonschema']);
  const args = ['run', '--config', 'vitest.formats.config.ts', ...process.argv.slice(2)];
  if (!openly(join(MODULES, '.bin', 'vitest'), args)) process.exitCode = 1;
});
