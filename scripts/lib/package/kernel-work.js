/**
 * How long the kernel's part of a run is, as kernel-work-run.js measures it in a process of the given Node: with the
 * addon that is shipped, whose program is a sixth of the one that a checkout builds.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DIST, MODULES, ROOT } from '../paths.js';
import { Failure } from '../run.js';
import { PREBUILDS } from './prebuilds.js';

/** In milliseconds, as text. */
export function kernelWork(node) {
  const checkout = mkdtempSync(join(tmpdir(), 'hgm-probe-kernel-work-'));
  try {
    const filter = (path) => statSync(path).isDirectory() || path.endsWith('.js');
    cpSync(DIST, join(checkout, 'dist'), { recursive: true, filter });
    cpSync(join(ROOT, 'scripts'), join(checkout, 'scripts'), { recursive: true });
    cpSync(join(ROOT, 'package.json'), join(checkout, 'package.json'));
    symlinkSync(MODULES, join(checkout, 'node_modules'));
    const release = join(checkout, 'native', 'build', 'Release');
    mkdirSync(release, { recursive: true });
    cpSync(join(PREBUILDS, 'linux-x64.node'), join(release, 'hgm_probe.node'));
    const program = join(checkout, 'scripts', 'lib', 'package', 'kernel-work-run.js');
    const { status, stdout, stderr, error } = spawnSync(node, [program], { encoding: 'utf8' });
    if (status !== 0) throw new Failure(`${program}: ${error?.message ?? stderr}`);
    return stdout.trim();
  } finally {
    rmSync(checkout, { recursive: true, force: true });
  }
}
