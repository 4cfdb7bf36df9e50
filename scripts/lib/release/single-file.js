/**
 * `dist/hgm-probe-linux-{x64,arm64}`: a single executable application of Node, with the parts of the bundle, their
 * compiled code and the addon inside, and beside each the same packed by xz, for the way to the host.
 *
 * The compiled code is what V8 has made of the bundle by the end of a job on that architecture, and checks before it
 * uses it, so the Node for arm64 makes its own, emulated: of all but the experiments, which no emulator of programs
 * runs. Node's own (`useCodeCache`) has no function that waits for its first call, and says so on stderr where it is
 * not taken. A start-up snapshot (`useSnapshot`), even of the end of a main job, starts `--version` 5 ms and a main
 * job 2 ms later, takes 7 MB more, and would hold what the tool remembers of the host that it was made on.
 *
 * NODE_OPTIONS and Node's flags are not heard: the tool runs as root, and whoever sets them would choose what it loads.
 */
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePackages } from '../apt.js';
import { bundleOne, PARTS } from '../package/bundle.js';
import { PREBUILDS } from '../package/prebuilds.js';
import { DIST, MODULES } from '../paths.js';
import { quietly, say } from '../run.js';
import { nodeOf } from './targets.js';

/** What Node looks for in itself (its documentation, "Single executable applications"). */
const RESOURCE = 'NODE_SEA_BLOB';
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

const SINGLE = join(import.meta.dirname, 'single');

export const singleFile = (target) => join(DIST, `hgm-probe-linux-${target.name}`);

/** As assets: by their names. */
const filesIn = (folder) => Object.fromEntries(readdirSync(folder).map((name) => [name, join(folder, name)]));

/** Builds it, with the path of the file as the answer. */
export async function buildSingleFile(target) {
  ensurePackages(target.needs);
  const node = nodeOf(target);
  const file = singleFile(target);
  say(`building ${file.replace(/.*\//, '')}`);
  const work = mkdtempSync(join(tmpdir(), 'hgm-probe-single-'));
  try {
    const run = (what, ...args) => {
      const [program, ...rest] = [...target.emulator, node, ...args];
      quietly(what, program, rest);
    };
    const code = join(work, 'code');
    mkdirSync(code);
    // The seed of V8's hashes is drawn at random otherwise, and no two builds would be alike.
    run('compiling', '--random-seed=1', join(SINGLE, 'compile.cjs'), PARTS, code, ...target.job);
    run('taking what was compiled', join(SINGLE, 'accepted.cjs'), PARTS, code);
    await bundleOne(join(SINGLE, 'main.cjs'), join(work, 'main.cjs'));
    const config = {
      main: join(work, 'main.cjs'),
      output: join(work, 'blob'),
      disableExperimentalSEAWarning: true,
      // Node says at an import() of what is not inside that how main.cjs has it looked for is new, and opens a port
      // for a debugger at a SIGUSR1.
      execArgv: ['--no-warnings', '--disable-sigusr1'],
      execArgvExtension: 'none',
      assets: {
        'addon.node': join(PREBUILDS, `linux-${target.name}.node`),
        ...filesIn(PARTS),
        ...filesIn(code),
      },
    };
    writeFileSync(join(work, 'config.json'), JSON.stringify(config));
    run('preparing the single file', '--experimental-sea-config', join(work, 'config.json'));
    // Before the injection: a strip after it would take the blob along.
    quietly('strip', target.strip, ['-o', join(work, 'node'), node]);
    const postject = [join(MODULES, 'postject', 'dist', 'cli.js'), join(work, 'node'), RESOURCE];
    quietly('postject', process.execPath, [...postject, config.output, '--sentinel-fuse', FUSE]);
    copyFileSync(join(work, 'node'), file);
    chmodSync(file, 0o755);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return file;
}

/** Of xz, here and in the packages: the next ones take half a minute more of each for a tenth less. */
export const XZ_LEVEL = 2;

/** Beside the file, with the path as the answer. One thread, so that every machine packs the same bytes. */
export function compressed(file) {
  quietly('xz', 'xz', ['--keep', '--force', '--threads=1', `-${XZ_LEVEL}`, file]);
  return `${file}.xz`;
}
