/** What the tests of layers make them with, which only root can use; anybody else's skip and say so. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, program } from './apt.js';

/** A library in the folder of this machine's architecture. */
const installed = (name) =>
  readdirSync('/usr/lib').some((folder) => existsSync(join('/usr/lib', folder, name)));

export function ensureLayerPrograms() {
  if (process.getuid?.() !== 0) return;
  ensurePackages([
    program('setfacl', 'acl'),
    program('setpriv', 'util-linux'),
    program('gcc', 'gcc'),
    program('strace', 'strace'),
    program('faketime', 'faketime'),
    ...(process.arch === 'x64' ? [program('qemu-system-x86_64', 'qemu-system-x86')] : []),
    { missing: !installed('libjemalloc.so.2'), packages: ['libjemalloc2'] },
  ]);
}
