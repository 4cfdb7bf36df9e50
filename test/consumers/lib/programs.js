/**
 * Debian's own builds of the consumers, each with the libraries of its suite in a folder of its own, since two
 * releases of QEMU want two sets of them. They are run through that folder's loader.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Failure } from '../../../scripts/lib/run.js';
import { Suite } from '../../kernels/lib/apt.js';
import { unpackDeb } from '../../kernels/lib/unpack.js';

/** `name` is the folder below /opt; `files` are what is taken beside libraries, by their path in a package. */
export const PROGRAMS = [
  {
    name: 'qemu-7.2',
    suite: 'bookworm',
    packages: ['qemu-system-x86'],
    files: ['usr/bin/qemu-system-x86_64', 'usr/lib/x86_64-linux-gnu/qemu/accel-tcg-x86_64.so'],
  },
  {
    name: 'qemu-10',
    suite: 'trixie',
    packages: ['qemu-system-x86'],
    // Its TCG is no module any more.
    files: ['usr/bin/qemu-system-x86_64'],
  },
  { name: 'criu', suite: 'bookworm', packages: ['criu'], files: ['usr/sbin/criu'] },
  {
    name: 'util-linux',
    suite: 'bookworm',
    packages: ['util-linux', 'libcap-ng0'],
    files: ['usr/bin/setpriv'],
  },
];

const NO = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'].map(
  (kind) => `--no-${kind}`,
);
/** Names of Debian as well: libaio.so.1t64. */
const LIBRARY = /\.so(\.\w+)*$/;

/** Puts a program into `root`/opt; what of its packages is no library and not named stays out. */
export function installProgram(root, { name, suite, packages, files }) {
  const folder = join(root, 'opt', name);
  mkdirSync(join(folder, 'lib'), { recursive: true });
  const debian = new Suite(suite, 'amd64');
  for (const deb of debian.show(closure(debian, packages))) {
    const unpacked = unpackDeb(debian.fetch(deb));
    for (const below of ['lib', 'usr/lib'])
      copyLibraries(join(unpacked, below, 'x86_64-linux-gnu'), join(folder, 'lib'));
    for (const file of files.filter((each) => existsSync(join(unpacked, each)))) {
      cpSync(join(unpacked, file), join(folder, basename(file)));
      chmodSync(join(folder, basename(file)), 0o755);
    }
  }
  const missing = files.filter((file) => !existsSync(join(folder, basename(file))));
  if (missing.length > 0) throw new Failure(`${name}: no package of ${suite} has ${missing.join(', ')}`);
}

/** The packages and all that they depend on; of alternatives, every one that is a package. */
export function closure(suite, packages) {
  const args = [...suite.options, 'depends', '--recurse', ...NO, ...packages];
  const text = execFileSync('apt-cache', args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  return [...new Set(text.split('\n').filter((line) => /^[a-z0-9]/.test(line)))];
}

function copyLibraries(from, to) {
  if (!existsSync(from)) return;
  for (const name of readdirSync(from).filter((each) => LIBRARY.test(each))) {
    const file = join(from, name);
    if (existsSync(file) && statSync(file).isFile()) cpSync(file, join(to, name), { dereference: true });
  }
}
