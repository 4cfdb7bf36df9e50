/**
 * Is a release what it promises? From a clean clone of what is committed, it builds all artefacts, installs each into
 * an empty place, runs the main job from it, and runs the single file on the kernels of the matrix for x86-64. One
 * line for each answer; exit code 70 at the first that is no.
 *
 * As root, on Debian with apt. `--here` takes this checkout as it stands instead of a clone; `--built` takes the
 * artefacts that are in dist/, too; `--no-kernels` leaves out QEMU.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { KERNELS } from '../test/kernels/kernels.js';
import { ROOT } from './lib/paths.js';
import { audited } from './lib/release/audit.js';
import { checkImage } from './lib/release/check-image.js';
import { checkDebs, checkRpm } from './lib/release/check-packages.js';
import {
  checkClosed,
  checkEmptyDebian,
  checkEmulated,
  checkFloors,
  checkPlaces,
} from './lib/release/check-single.js';
import { TARGETS } from './lib/release/targets.js';
import { Failure, openly, quietly, script } from './lib/run.js';

const { values } = parseArgs({
  options: {
    here: { type: 'boolean', default: false },
    built: { type: 'boolean', default: false },
    'no-kernels': { type: 'boolean', default: false },
  },
});

function node(...args) {
  if (!openly(process.execPath, args)) throw new Failure(`node ${args.join(' ')} failed`);
}

/** The same of a clone, which has nothing that was built, with the packages that its lock names. */
function inClone() {
  const clone = mkdtempSync(join(tmpdir(), 'hgm-probe-release-'));
  try {
    quietly('git clone', 'git', ['clone', '--quiet', ROOT, clone]);
    const flags = values['no-kernels'] ? ['--no-kernels'] : [];
    quietly('npm ci', 'npm', ['ci', '--no-audit', '--no-fund'], { cwd: clone });
    const args = [join('scripts', 'release-check.js'), '--here', ...flags];
    process.exitCode = spawnSync(process.execPath, args, { cwd: clone, stdio: 'inherit' }).status ?? 70;
  } finally {
    rmSync(clone, { recursive: true, force: true });
  }
}

async function here() {
  if (!values.built) {
    node('scripts/pack-check.js');
    node('scripts/release.js');
  }
  const [x64, arm64] = TARGETS;
  const steps = [
    audited,
    () => checkFloors(TARGETS),
    () => checkEmptyDebian(x64),
    () => checkPlaces(x64),
    () => checkClosed(x64),
    () => checkEmulated(arm64),
    () => checkDebs(TARGETS),
    () => checkRpm(x64),
    () => checkImage(x64),
  ];
  for (const step of steps) for (const line of await step()) console.log(`ok  ${line}`);
  if (values['no-kernels']) return;
  const names = KERNELS.filter(({ arch }) => arch === 'amd64').flatMap(({ name }) => ['--kernel', name]);
  node('test/kernels/run.js', '--single-file', ...names);
}

await script(async () => {
  if (process.getuid?.() !== 0)
    throw new Failure('release:check mounts file systems for itself: run it as root');
  if (values.here || values.built) await here();
  else inClone();
});
