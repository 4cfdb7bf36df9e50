/** What is asked of a packed package, and of a run of it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Failure, quietly } from '../run.js';
import { danglingLinks } from './links.js';
import { checkSymbols, newestGlibc, objdump } from './symbols.js';
import { TARGETS } from './targets.js';

/** The program of the experiments lies in it three times for each architecture: by itself, and in both addons. */
export const PACKED_BYTES = 1_000_000;
export const UNPACKED_BYTES = 2_800_000;

export const kB = (bytes) => `${Math.ceil(bytes / 1000)} kB`;

/** Lines of what is well with a pack of `pack.js`; throws a Failure for what is not. */
export function checkContents({ path, bytes, unpackedBytes, files }) {
  if (bytes > PACKED_BYTES) throw new Failure(`the tarball has ${kB(bytes)}, more than ${kB(PACKED_BYTES)}`);
  if (unpackedBytes > UNPACKED_BYTES)
    throw new Failure(`unpacked it has ${kB(unpackedBytes)}, more than ${kB(UNPACKED_BYTES)}`);
  const folder = `${path}.unpacked`;
  mkdirSync(folder);
  quietly('tar', 'tar', ['-xzf', path, '-C', folder, '--strip-components=1']);
  const dangling = danglingLinks(folder);
  if (dangling.length > 0) throw new Failure(`links lead out of the package: ${dangling.join(', ')}`);
  for (const target of TARGETS)
    if (!files.includes(`prebuilds/${target.name}.node`))
      throw new Failure(`prebuilds/${target.name}.node is missing`);
  const floors = TARGETS.map((target) => {
    const file = join(folder, 'prebuilds', `${target.name}.node`);
    checkSymbols(target, file);
    return `${target.name} ${newestGlibc(objdump(target.objdump, file)) ?? 'none'}`;
  });
  return [
    `${kB(bytes)} packed, ${kB(unpackedBytes)} unpacked`,
    `four addons with Node-API 9; glibc asked for: ${floors.join(', ')}`,
  ];
}

/** Installs the tarball into an empty folder with that Node, as a host would; throws a Failure if it brings more than itself. */
export function install(tarball, folder, node) {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{}');
  const env = envWith(node, folder);
  const options = { cwd: folder, env };
  quietly('npm install', 'npm', ['install', tarball, '--ignore-scripts', '--no-audit', '--no-fund'], options);
  const { stdout } = spawnSync('npm', ['ls', '--all', '--parseable'], { ...options, encoding: 'utf8' });
  const packages = stdout.trim().split('\n').slice(1);
  if (packages.length !== 1) throw new Failure(`an install brings ${packages.join(', ')}`);
  return folder;
}

/** Runs a command that must write a report and nothing else; throws a Failure with what it said. */
export function checkRun(program, args, { cwd = '/', node = null, arch = 'x86_64' } = {}) {
  const env = node === null ? process.env : envWith(node, cwd);
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const what = `${program} ${args.join(' ')}`;
  if (status !== 0 || stderr !== '')
    throw new Failure(`${what}: ${error?.message ?? `exit code ${status}`} ${stderr}`);
  if (!isReport(stdout, arch)) throw new Failure(`${what}: no report of ${arch}`);
}

/** Whether a text is a whole report, of a host of that architecture. */
export function isReport(text, arch) {
  const { host, matrix } = JSON.parse(text);
  return host.arch === arch && Object.keys(matrix).length > 0;
}

/** PATH with that Node first, under the name that the command's first line asks for, and nobody's settings of npm. */
function envWith(node, folder) {
  const bin = join(folder, '.bin');
  try {
    mkdirSync(bin);
    symlinkSync(node, join(bin, 'node'));
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const env = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
  return {
    ...Object.fromEntries(env),
    PATH: `${bin}${delimiter}${process.env.PATH}`,
    npm_config_userconfig: join(folder, '.npmrc'),
  };
}
