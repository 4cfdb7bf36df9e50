/**
 * A root with musl and no glibc, as Alpine's: Debian's musl, and npm's Bun for musl, which loads addons by
 * Node-API. Bun asks for libstdc++, which Debian has for glibc only; musl takes `libc.so.6` for itself, and the
 * seven names that are left are in musl-root.c.
 */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { quietly } from '../run.js';
import { ensureMusl, MUSL } from './musl.js';
import { MUSL_BUN, runtime } from './runtimes.js';

const GLIBC_LIBRARIES = ['/lib/x86_64-linux-gnu/libgcc_s.so.1', '/usr/lib/x86_64-linux-gnu/libstdc++.so.6'];

/** Makes the root in `folder`, with the package's folder as /package; the arguments to run it are for `unshare`. */
export function muslRoot(folder, installed) {
  const bun = runtime(MUSL_BUN);
  ensureMusl();
  rmSync(folder, { recursive: true, force: true });
  for (const part of ['lib', 'proc', 'sys', 'dev', 'tmp']) mkdirSync(join(folder, part), { recursive: true });
  cpSync(
    join(MUSL, 'amd64', 'lib', 'x86_64-linux-musl', 'libc.so'),
    join(folder, 'lib', 'ld-musl-x86_64.so.1'),
  );
  for (const library of GLIBC_LIBRARIES)
    cpSync(library, join(folder, 'lib', library.replace(/.*\//, '')), { dereference: true });
  cpSync(bun, join(folder, 'bun'));
  cpSync(installed, join(folder, 'package'), { recursive: true });
  quietly('compiling musl-root.c', 'gcc-12', [
    ...['-shared', '-fPIC', '-nodefaultlibs', '-o', join(folder, 'lib', 'ld-linux-x86-64.so.2')],
    join(import.meta.dirname, 'musl-root.c'),
  ]);
  const mounts = ['proc', 'sys', 'dev']
    .map((part) => `mount --rbind /${part} '${folder}/${part}'`)
    .join('; ');
  return (args) => [
    ...['--mount', '--propagation', 'private', 'sh', '-ec'],
    `${mounts}; exec chroot '${folder}' /bun /package/bin/hgm-probe.cjs ${args}`,
  ];
}
