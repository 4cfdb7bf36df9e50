/** The program of the experiments and the addon, for a guest's architecture: those that the setup built, or by a cross compiler. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, program } from '../../../scripts/lib/apt.js';
import { filesBelow } from '../../../scripts/lib/files.js';
import { hashOf } from '../../../scripts/lib/hash.js';
import { addonSources, programInOneGo } from '../../../scripts/lib/native/program.js';
import { ADDON, MODULES, NATIVE, PROGRAM, ROOT } from '../../../scripts/lib/paths.js';
import { quietly, say } from '../../../scripts/lib/run.js';
import { cached, once } from './cache.js';
import { nodeFor } from './node.js';

const HERE = { x64: 'amd64', arm64: 'arm64' }[process.arch];
const COMPILER = {
  amd64: ['x86_64-linux-gnu-g++', 'g++-x86-64-linux-gnu'],
  arm64: ['aarch64-linux-gnu-g++', 'g++-aarch64-linux-gnu'],
};

/** As native/binding.gyp has them. */
const FLAGS = [
  '-std=c++17',
  '-O2',
  '-fPIC',
  '-fno-exceptions',
  '-fno-rtti',
  '-fvisibility=hidden',
  '-pthread',
];
const DEFINES = [
  'NAPI_VERSION=9',
  'NAPI_DISABLE_CPP_EXCEPTIONS',
  'NODE_ADDON_API_DISABLE_DEPRECATED',
  'NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS',
  'BUILDING_NODE_EXTENSION',
];

export const programFor = (arch) => (arch === HERE ? PROGRAM : made(arch, 'hgm-observe', programInOneGo));

export function addonFor(arch) {
  if (arch === HERE) return ADDON;
  const observe = programFor(arch);
  return made(arch, 'node', (fresh) => [
    ...FLAGS,
    ...DEFINES.map((define) => `-D${define}`),
    ...[NATIVE, join(nodeFor(arch), 'include', 'node'), join(MODULES, 'node-addon-api')].map(
      (path) => `-I${path}`,
    ),
    `-DHGM_PROGRAM="${observe}"`,
    ...addonSources(),
    ...['-shared', '-s', '-o', fresh],
  ]);
}

/** The C compiler for an architecture. */
export function compilerFor(arch) {
  const [compiler, ...packages] = COMPILER[arch];
  ensurePackages([program(compiler, ...packages)]);
  return compiler.replace('g++', 'gcc');
}

/** A program of a folder of test/, for a guest: in plain C, and static. */
export function plainFor(arch, folderName, name) {
  const compiler = compilerFor(arch);
  const folder = join(ROOT, 'test', folderName);
  const hash = hashOf(filesBelow(folder, /\.[ch]$/), arch);
  return once(cached('addons', arch, `${hash}.${name}`), (fresh) => {
    mkdirSync(cached('addons', arch), { recursive: true });
    const options = ['-std=gnu11', '-O2', '-static', '-pthread', '-o', fresh];
    quietly(`${name} for ${arch}`, compiler, [...options, join(folder, `${name}.c`)]);
  });
}

/** What `words` has that architecture's compiler make of the sources as they are: made once, and kept. */
function made(arch, suffix, words) {
  const [compiler, ...packages] = COMPILER[arch];
  ensurePackages([program(compiler, ...packages)]);
  const sources = filesBelow(NATIVE, /\.(cc|h|inc)$/).filter(
    (file) => !file.startsWith(join(NATIVE, 'build')),
  );
  return once(cached('addons', arch, `${hashOf(sources, arch)}.${suffix}`), (fresh) => {
    say(`building for ${arch}: ${suffix}`);
    mkdirSync(cached('addons', arch), { recursive: true });
    quietly(`${suffix} for ${arch}`, compiler, words(fresh));
  });
}
