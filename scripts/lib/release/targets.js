/** The two architectures of the single file and its packages, with what each is called where. */
import { program } from '../apt.js';
import { runtime } from '../package/runtimes.js';

/** Of the Node inside: the newest line that asks a host for no library beyond those of its C++ compiler. */
const VERSION = '24.21.0';

const node = (arch) => ({
  name: `Node for ${arch}`,
  package: `node-linux-${arch}`,
  version: VERSION,
  file: 'bin/node',
});

export const TARGETS = [
  {
    name: 'x64',
    debian: 'amd64',
    rpm: 'x86_64',
    node: node('x64'),
    strip: 'strip',
    objdump: 'objdump',
    needs: [program('strip', 'binutils')],
    emulator: [],
  },
  {
    name: 'arm64',
    debian: 'arm64',
    rpm: 'aarch64',
    node: node('arm64'),
    strip: 'aarch64-linux-gnu-strip',
    objdump: 'aarch64-linux-gnu-objdump',
    needs: [
      program('aarch64-linux-gnu-strip', 'binutils-aarch64-linux-gnu'),
      program('qemu-aarch64-static', 'qemu-user-static'),
      program('aarch64-linux-gnu-g++-12', 'g++-12-aarch64-linux-gnu'),
    ],
    // Its libraries are those of Debian's cross compiler.
    emulator: ['qemu-aarch64-static', '-L', '/usr/aarch64-linux-gnu'],
  },
];

export const NODE_VERSION = VERSION;

export const nodeOf = (target) => runtime(target.node);
