/**
 * The steps of the setup, in order. Each knows the hash of what it is made from and the folder that it
 * fills, and runs only where the folder's stamp says otherwise.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensurePackages, program as tool } from './apt.js';
import { filesBelow } from './files.js';
import { hashOf } from './hash.js';
import { nodeFolder } from './node-headers.js';
import { ADDON, DIST, MODULES, NATIVE, PROGRAM, ROOT } from './paths.js';
import { buildProgram, HOST, programSources } from './program.js';
import { quietly } from './run.js';
import { readStamp, writeStamp } from './stamp.js';

const { modules, node } = process.versions;
const bin = (name) => join(MODULES, '.bin', name);
const lockFile = join(ROOT, 'package-lock.json');

const install = {
  name: 'packages',
  title: 'installing packages',
  folder: MODULES,
  hash: () => hashOf([lockFile], node),
  work() {
    quietly('npm ci', 'npm', ['ci', '--include=dev', '--no-audit', '--no-fund']);
  },
};

const typescript = {
  name: 'typescript',
  title: 'building TypeScript',
  folder: DIST,
  hash: () =>
    hashOf([join(ROOT, 'tsconfig.json'), lockFile, ...filesBelow(join(ROOT, 'src'), /\.(ts|peggy)$/)]),
  /** Builds beside the old folder: a failed build leaves the old one, and a removed source leaves nothing. */
  work() {
    const fresh = `${DIST}.new`;
    const old = `${DIST}.old`;
    for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true });
    quietly('tsc', bin('tsc'), ['-p', 'tsconfig.json', '--outDir', fresh]);
    // The grammar's parser, which src/require/language/grammar.d.ts describes.
    const parser = join(fresh, 'require', 'language', 'grammar.js');
    quietly('peggy', bin('peggy'), [
      '--format',
      'es',
      '--output',
      parser,
      'src/require/language/grammar.peggy',
    ]);
    if (existsSync(DIST)) renameSync(DIST, old);
    renameSync(fresh, DIST);
    rmSync(old, { recursive: true, force: true });
  },
};

const program = {
  name: 'program',
  title: 'building the program of the experiments',
  folder: dirname(PROGRAM),
  product: PROGRAM,
  hash: () => hashOf([...programSources(), join(ROOT, 'scripts', 'lib', 'program.js')], process.arch),
  async work() {
    ensurePackages([tool('g++', 'g++')]);
    await buildProgram(HOST, PROGRAM);
  },
};

const addon = {
  name: 'addon',
  title: 'building the addon',
  folder: join(NATIVE, 'build'),
  product: ADDON,
  hash: () => hashOf([lockFile, ...filesBelow(NATIVE, /\.(cc|h|map|gyp|gypi)$/)], modules, process.arch),
  work() {
    ensurePackages([tool('g++', 'g++'), tool('make', 'make'), tool('python3', 'python3')]);
    const headers = nodeFolder();
    const where = headers === null ? [] : [`--nodedir=${headers}`];
    const args = ['rebuild', '-C', 'native', '--release', '--jobs=max', '--loglevel=error', ...where];
    quietly('node-gyp rebuild', bin('node-gyp'), args);
  },
};

const STEPS = [install, typescript, program, addon];

const isDone = (step) =>
  readStamp(step.folder) === step.hash() && (step.product === undefined || existsSync(step.product));

/** The steps that have work to do, of those named; of all if none is named. */
export const stepsToDo = (names) =>
  STEPS.filter((step) => (names.length === 0 || names.includes(step.name)) && !isDone(step));

/** Does one step. The hash is taken first: a source that changes meanwhile is built next time. */
export async function doStep(step) {
  const hash = step.hash();
  await step.work();
  writeStamp(step.folder, hash);
}
