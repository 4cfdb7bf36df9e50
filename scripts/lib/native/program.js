/**
 * hgm-observe, the program that runs the experiments: static, so that nothing of the host's is loaded into it, and
 * without a C++ runtime.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { filesBelow } from '../files.js';
import { NATIVE, ROOT } from '../paths.js';
import { runAll } from '../pool.js';
import { Failure, quietly } from '../run.js';

const FLAGS = [
  ...['-O2', '-std=c++17', '-fPIE', '-Wall', '-Wextra', '-Wshadow', '-Werror'],
  ...['-fno-exceptions', '-fno-rtti', '-fno-threadsafe-statics'],
  // Nothing here is thrown, nor unwound. Without the second arm64 keeps tables of 25 kB.
  ...['-fno-asynchronous-unwind-tables', '-fno-unwind-tables'],
  ...['-ffunction-sections', '-fdata-sections'],
  // Nothing of the path that it was built in.
  `-ffile-prefix-map=${ROOT}=.`,
];
const LINK = ['-static-pie', '-s', '-Wl,--gc-sections', '-Wl,--build-id=none', '-Wl,-z,noexecstack'];

/** The compiler of this machine, with its own C library: the packages' programs have musl's. */
export const HOST = {
  gxx: 'g++',
  gcc: 'gcc',
  flags: [],
  link: ['-nodefaultlibs', '-Wl,--start-group', '-lc', '-lgcc', '-lgcc_eh', '-Wl,--end-group'],
};

const FOLDERS = ['kernel', 'observe', 'process', 'program', 'timing'];

/** Of the addon, which has the program inside: beside its own, what both have. */
export const addonSources = () => [
  ...filesBelow(join(NATIVE, 'addon'), /\.cc$/),
  join(NATIVE, 'kernel', 'device_cgroup.cc'),
  join(NATIVE, 'kernel', 'kernel.cc'),
  join(NATIVE, 'process', 'rights.cc'),
];

export const programSources = () =>
  FOLDERS.flatMap((folder) => filesBelow(join(NATIVE, folder), /\.(cc|h|inc)$/));

/** Arguments of a C++ compiler that builds it in one go, with its own C library. */
export const programInOneGo = (file) => [
  ...FLAGS,
  ...['-I', NATIVE],
  ...LINK,
  ...['-o', file],
  ...programSources().filter((name) => name.endsWith('.cc')),
  ...HOST.link,
];

/**
 * Builds it into `file`, with its objects beside it.
 *
 * @param compiler `gxx`, `gcc`, and what both are told beside the above
 * @param more sources that are linked into it, too
 */
export async function buildProgram({ gxx, gcc, flags, link }, file, more = []) {
  const objects = `${file}.objects`;
  rmSync(objects, { recursive: true, force: true });
  mkdirSync(objects, { recursive: true });
  const sources = [...programSources().filter((name) => name.endsWith('.cc')), ...more];
  const object = (source) => join(objects, `${relative(ROOT, source).replaceAll('/', '_')}.o`);
  const compile = sources.map((source) => [
    '-c',
    ...FLAGS,
    ...flags,
    '-I',
    NATIVE,
    '-o',
    object(source),
    source,
  ]);
  if (!(await runAll(gxx, compile))) throw new Failure(`${relative(ROOT, file)} does not compile`);
  mkdirSync(dirname(file), { recursive: true });
  quietly(`linking ${relative(ROOT, file)}`, gcc, [...LINK, '-o', file, ...sources.map(object), ...link]);
  rmSync(objects, { recursive: true });
}
