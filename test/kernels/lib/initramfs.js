/** The guest's file system: Node with its libraries, busybox, the tool, hgm-observe, and the script that runs them. */
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DIST } from '../../../scripts/lib/paths.js';
import { LIBRARIES, LIBRARY_SUITE } from '../kernels.js';
import { addonFor, plainFor, programFor } from './addon.js';
import { Suite } from './apt.js';
import { cachedFolder } from './cache.js';
import { writeCpio } from './cpio.js';
import { nodeFor } from './node.js';
import { installTool } from './tool.js';
import { unpackDeb } from './unpack.js';

const GUEST = fileURLToPath(new URL('../guest', import.meta.url));

/** Plain programs that are asked the same, and the filter that hides a call from the tool. */
const PLAIN = [
  ['ways', 'calls'],
  ['ways', 'postcopy'],
  ['kvm', 'kvm'],
  ['features', 'features'],
  ['layers', 'filter'],
];

/** The file of `npm run release` for an architecture. */
const singleFile = (arch) => join(DIST, `hgm-probe-linux-${arch === 'amd64' ? 'x64' : arch}`);

/**
 * Builds the archive for an architecture and returns its path; the caller removes it. `furnish` may add to the root
 * folder, or put another script in the place of guest/main.js. With `single` the tool is the single file, and Node
 * is for the guest's script alone.
 */
export function buildInitramfs(arch, furnish = () => {}, single = false) {
  const root = mkdtempSync(join(cachedFolder('guests'), `${arch}-`));
  try {
    for (const name of ['bin', 'dev', 'lib', 'proc', 'sys', 'tmp', 'tool']) mkdirSync(join(root, name));
    copyLibraries(root, arch);
    cpSync(join(nodeFor(arch), 'bin', 'node'), join(root, 'bin', 'node'));
    cpSync(join(GUEST, 'init'), join(root, 'init'));
    chmodSync(join(root, 'init'), 0o755);
    cpSync(GUEST, join(root, 'guest'), { recursive: true });
    if (single) cpSync(singleFile(arch), join(root, 'tool', 'hgm-probe'));
    else installTool(join(root, 'tool'), addonFor(arch));
    cpSync(programFor(arch), join(root, 'tool', 'hgm-observe'));
    for (const [folder, name] of PLAIN) cpSync(plainFor(arch, folder, name), join(root, 'tool', name));
    furnish(root);
    writeCpio(`${root}.cpio`, root);
    return `${root}.cpio`;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** All shared libraries of the packages into /lib; the loader where programs name it, too. */
function copyLibraries(root, arch) {
  const suite = new Suite(LIBRARY_SUITE, arch);
  for (const deb of suite.show(LIBRARIES)) {
    const folder = unpackDeb(suite.fetch(deb));
    for (const below of ['lib', 'usr/lib']) {
      for (const triplet of ['x86_64-linux-gnu', 'aarch64-linux-gnu'])
        copyShared(join(folder, below, triplet), root);
    }
    const busybox = ['bin/busybox', 'usr/bin/busybox'].map((name) => join(folder, name)).find(existsSync);
    if (busybox) cpSync(busybox, join(root, 'bin', 'busybox'));
  }
  const loader = join(root, 'lib', 'ld-linux-x86-64.so.2');
  if (!existsSync(loader)) return;
  mkdirSync(join(root, 'lib64'));
  cpSync(loader, join(root, 'lib64', 'ld-linux-x86-64.so.2'));
}

function copyShared(folder, root) {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).filter((each) => /\.so(\.\d+)*$/.test(each))) {
    cpSync(join(folder, name), join(root, 'lib', name), { dereference: true });
  }
}
