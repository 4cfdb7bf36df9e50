/** Modules of the guest's kernel that CRIU cannot start without: it sets up a table of netfilter before it answers. */
import { cpSync, mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { filesBelow } from '../../../scripts/lib/files.js';
import { Failure } from '../../../scripts/lib/run.js';

/** In the order of loading. */
const NAMES = ['libcrc32c', 'nfnetlink', 'nf_tables'];

/** @param image of the kernel, in the folder that its package was unpacked to */
export function installModules(root, image) {
  const all = filesBelow(join(dirname(dirname(image)), 'lib', 'modules'), /\.ko$/);
  mkdirSync(join(root, 'modules'));
  NAMES.forEach((name, index) => {
    const file = all.find((each) => basename(each) === `${name}.ko`);
    if (!file) throw new Failure(`${image}: its package has no module ${name}`);
    cpSync(file, join(root, 'modules', `${index}-${name}.ko`));
  });
}
