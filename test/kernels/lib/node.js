/** Node for a guest, from npm: the program and its headers. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, quietly, say } from '../../../scripts/lib/run.js';
import { NODE, NODE_VERSION } from '../kernels.js';
import { cached, cachedFolder, digest, once } from './cache.js';

/** The folder with `bin/node` and `include/node` for an architecture. */
export function nodeFor(arch) {
  const { name, integrity } = NODE[arch];
  const id = `${name}-${NODE_VERSION}`;
  const folder = once(cached('unpacked', id), (fresh) => {
    say(`fetching ${id}`);
    const packs = cachedFolder('npm');
    quietly(`npm pack ${id}`, 'npm', ['pack', `${name}@${NODE_VERSION}`, '--pack-destination', packs]);
    const tarball = join(packs, `${id}.tgz`);
    if (`sha512-${digest(tarball, 'sha512', 'base64')}` !== integrity) {
      throw new Failure(`${id}: the integrity is not the one in kernels.js`);
    }
    mkdirSync(fresh);
    quietly(`tar ${id}`, 'tar', ['-xzf', tarball, '-C', fresh]);
  });
  return join(folder, 'package');
}
