/** How long the kernel's part of a run is, as kernel-work-run.js measures it in a process of the given Node. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../paths.js';
import { Failure } from '../run.js';

const PROGRAM = join(ROOT, 'scripts', 'lib', 'package', 'kernel-work-run.js');

/** In milliseconds, as text. */
export function kernelWork(node) {
  const { status, stdout, stderr, error } = spawnSync(node, [PROGRAM], { encoding: 'utf8' });
  if (status !== 0) throw new Failure(`${PROGRAM}: ${error?.message ?? stderr}`);
  return stdout.trim();
}
