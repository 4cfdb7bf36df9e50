/** The two architectures of the single file and its packages, with what each is called where. */
import { join } from 'node:path';
import { program } from '../apt.js';
import { runtime } from '../package/runtimes.js';
import { ROOT } from '../paths.js';

/** Of the Node inside: the newest line that asks a host for no library beyond those of its C++ compiler. */
const VERSION = '24.21.0';

const node = (arch) => ({
  name: `Node for ${arch}`,
  package: `node-linux-${arch}`,
  version: VERSION,
  file: 'bin/node',
});

/** `job`: the run that shows that it works, and that its code is compiled by: the one that has to be quick. */
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
    job: ['--json', '--no-latency'],
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
    // An emulator of programs hands execveat(2) to its own kernel, which executes no arm64: no experiment runs there.
    job: ['judge', join(ROOT, 'test', 'recordings', '6.12-arm64-root-2M.json.gz'), '--json'],
  },
];

export const NODE_VERSION = VERSION;

export const nodeOf = (target) => runtime(target.node);
