/** musl's headers, loader and library for both architectures, unpacked from Debian's packages into a folder of ours. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths.js';
import { quietly } from '../run.js';
import { download } from './debian.js';

export const MUSL = join(ROOT, 'dist.musl');

/** Downloads what is missing; below `MUSL` a folder for each of Debian's names for an architecture. */
export function ensureMusl() {
  const missing = ['amd64', 'arm64'].filter((arch) => !existsSync(join(MUSL, arch, 'usr', 'include')));
  if (missing.length === 0) return;
  const debs = join(MUSL, 'debs');
  mkdirSync(debs, { recursive: true });
  download(
    debs,
    missing.flatMap((arch) => [`musl:${arch}`, `musl-dev:${arch}`]),
  );
  for (const deb of readdirSync(debs)) {
    const arch = deb.match(/_(\w+)\.deb$/)?.[1];
    if (missing.includes(arch))
      quietly(`unpacking ${deb}`, 'dpkg-deb', ['-x', join(debs, deb), join(MUSL, arch)]);
  }
}
