/** Modules of a kernel for its guest: an archive that goes behind the one of the guest, where Linux unpacks it, too. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { ensurePackages, program } from '../../../scripts/lib/apt.js';
import { filesBelow } from '../../../scripts/lib/files.js';
import { Failure } from '../../../scripts/lib/run.js';
import { cachedFolder } from './cache.js';
import { writeCpio } from './cpio.js';

/** The archive with the modules of these names, and all that they depend on, in /modules/order; the caller removes it. */
export function withModules(archive, packageFolder, names) {
  const root = mkdtempSync(join(cachedFolder('guests'), 'modules-'));
  try {
    const modules = inOrder(packageFolder, names);
    mkdirSync(join(root, 'modules'));
    for (const { name, bytes } of modules) writeFileSync(join(root, 'modules', `${name}.ko`), bytes);
    writeFileSync(join(root, 'modules', 'order'), modules.map(({ name }) => `${name}\n`).join(''));
    writeCpio(`${root}.cpio`, root);
    copyFileSync(archive, `${root}.both`);
    appendFileSync(`${root}.both`, readFileSync(`${root}.cpio`));
    return `${root}.both`;
  } finally {
    rmSync(root, { recursive: true, force: true });
    rmSync(`${root}.cpio`, { force: true });
  }
}

/** Each behind those that it depends on, which a module says itself: packages leave modules.dep to depmod. */
function inOrder(packageFolder, names) {
  const folder = ['usr/lib/modules', 'lib/modules'].map((name) => join(packageFolder, name)).find(existsSync);
  if (!folder) throw new Failure(`no modules below ${packageFolder}`);
  const files = filesBelow(folder, /\.ko(\.xz)?$/);
  const order = new Map();
  const add = (name) => {
    if (order.has(name)) return;
    const file = files.find((each) => moduleName(each) === name);
    if (!file) throw new Failure(`${packageFolder}: no module ${name}`);
    const bytes = unpacked(file);
    const depends = /(?:^|\0)depends=([^\0]*)\0/.exec(bytes.toString('latin1'))?.[1] ?? '';
    for (const each of depends.split(',').filter(Boolean)) add(each);
    order.set(name, bytes);
  };
  for (const name of names) add(name);
  return [...order].map(([name, bytes]) => ({ name, bytes }));
}

/** A file may have a dash where the module's name has not. */
const moduleName = (file) =>
  basename(file)
    .replace(/\.ko(\.xz)?$/, '')
    .replaceAll('-', '_');

function unpacked(file) {
  if (!file.endsWith('.xz')) return readFileSync(file);
  ensurePackages([program('xz', 'xz-utils')]);
  return execFileSync('xz', ['-dc', file], { maxBuffer: 1 << 28 });
}
