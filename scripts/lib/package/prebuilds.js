/**
 * The native files of the npm package. `prebuilds/hgm-observe-{x64,arm64}`: the program of the experiments, static
 * with musl, the same for every C library of a host. `prebuilds/{linux,linuxmusl}-{x64,arm64}.node`: the addons, each
 * with the program of its architecture inside, linked with the C library alone, and held against what they promise.
 */
import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ensurePackages } from '../apt.js';
import { filesBelow } from '../files.js';
import { hashOf } from '../hash.js';
import { headerFolder } from '../native/node-headers.js';
import { addonSources, buildProgram } from '../native/program.js';
import { MODULES, NATIVE, ROOT } from '../paths.js';
import { runAll } from '../pool.js';
import { Failure, quietly, say } from '../run.js';
import { readStamp, writeStamp } from '../stamp.js';
import { ensureMusl } from './musl.js';
import { checkSymbols } from './symbols.js';
import { COMPILERS, PROGRAMS, TARGETS } from './targets.js';

export const PREBUILDS = join(ROOT, 'prebuilds');

/** Where they are built, not beside node-gyp's: that empties its folder. */
const BUILT = join(ROOT, 'dist.prebuilds');

// Those of native/binding.gyp, and sections of their own, so that what is not used is not linked.
const FLAGS = [
  ...['-O2', '-std=c++17', '-fPIC', '-fno-exceptions', '-fno-rtti', '-fvisibility=hidden'],
  ...['-ffunction-sections', '-fdata-sections', '-fno-asynchronous-unwind-tables', '-fno-threadsafe-statics'],
  ...['-DNAPI_VERSION=9', '-DNAPI_DISABLE_CPP_EXCEPTIONS', '-DNODE_ADDON_API_DISABLE_DEPRECATED'],
  ...['-DNODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS'],
  // Nothing of the path that it was built in.
  `-ffile-prefix-map=${ROOT}=.`,
];

const hash = () =>
  hashOf(
    filesBelow(NATIVE, /\.(cc|h|inc|map)$/),
    readFileSync(join(ROOT, 'scripts', 'lib', 'native', 'program.js')),
    JSON.stringify([FLAGS.slice(0, -1), TARGETS.map(({ name }) => name)]),
  );

/** Builds those whose sources changed; throws a Failure where one needs more than it may. */
export async function prebuilds() {
  if (readStamp(BUILT) !== hash()) {
    ensurePackages(COMPILERS);
    ensureMusl();
    rmSync(BUILT, { recursive: true, force: true });
    for (const { compiler, arch } of PROGRAMS) {
      say(`building the program for ${arch}`);
      await buildProgram(compiler, programOf(arch));
    }
    for (const target of TARGETS) await build(target);
    writeStamp(BUILT, hash());
  }
  mkdirSync(PREBUILDS, { recursive: true });
  for (const { arch } of PROGRAMS) {
    if (statSync(programOf(arch)).size > PROGRAM_BYTES)
      throw new Failure(`hgm-observe for ${arch} has more than ${PROGRAM_BYTES} bytes`);
    quietly('install', 'install', ['-m', '0755', programOf(arch), PREBUILDS]);
  }
  for (const target of TARGETS) {
    const file = join(BUILT, `${target.name}.node`);
    checkSymbols(target, file);
    quietly('install', 'install', ['-m', '0755', file, PREBUILDS]);
  }
}

/** A host without Node is to take it by itself. */
const PROGRAM_BYTES = 200_000;

/** The program alone, as a package has it. */
export const shippedProgram = (arch) => join(PREBUILDS, `hgm-observe-${arch}`);

const programOf = (arch) => join(BUILT, `hgm-observe-${arch}`);

async function build(target) {
  say(`building the addon for ${target.name}`);
  const objects = join(BUILT, target.name);
  mkdirSync(objects, { recursive: true });
  const includes = ['-isystem', join(MODULES, 'node-addon-api'), '-isystem', headerFolder()];
  const object = (file) => join(objects, `${relative(NATIVE, file).replaceAll('/', '_')}.o`);
  const program = `-DHGM_PROGRAM="${programOf(target.arch)}"`;
  const compile = addonSources().map((file) => [
    ...['-c', ...FLAGS, program, ...target.flags, '-I', NATIVE, ...includes],
    ...['-o', object(file), file],
  ]);
  if (!(await runAll(target.gxx, compile)))
    throw new Failure(`the addon for ${target.name} does not compile`);
  // By the C driver: the C++ one would link its library.
  quietly(`linking ${target.name}`, target.gcc, [
    ...['-shared', '-s', '-static-libgcc', '-Wl,--gc-sections', '-Wl,--as-needed', '-Wl,--build-id=none'],
    `-Wl,--version-script=${join(NATIVE, 'exports.map')}`,
    ...[
      '-o',
      join(BUILT, `${target.name}.node`),
      ...addonSources().map(object),
      ...target.linkFlags,
      '-lgcc',
    ],
    ...(target.libc === 'glibc' ? ['-lm', '-lpthread'] : []),
  ]);
}
