/** Lets one setup work at a time. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './paths.js';
import { have } from './run.js';

const MARK = 'HGM_PROBE_SETUP_LOCKED';

/**
 * Whether this process may work now. If not yet, runs the setup again under flock(1) and returns
 * false when that has ended, with its exit code taken over. The kernel drops such a lock with its
 * holder, so there is no stale lock to detect.
 */
export function lockedHere(args) {
  if (process.env[MARK] === ROOT || !have('flock')) return true;
  const command = [join(ROOT, '.setup.lock'), process.execPath, join(ROOT, 'scripts', 'setup.js'), ...args];
  const { status } = spawnSync('flock', command, {
    stdio: 'inherit',
    env: { ...process.env, [MARK]: ROOT },
  });
  process.exitCode = status ?? 70;
  return false;
}
