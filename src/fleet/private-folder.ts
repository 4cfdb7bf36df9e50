/** A folder of this process alone, gone with it however it ends. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { errnoOf, ioFault } from '../cli/fault.js';

export interface PrivateFolder {
  path: string;
  remove(): void;
}

const PREFIX = 'hgm-probe-fleet-';

/**
 * @param others folders that are to go with it; they need not be there yet
 * @throws Fault (74) where no temporary folder can be made
 */
export function privateFolder(others: readonly string[]): PrivateFolder {
  try {
    sweep();
    const path = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
    const release = guard([path, ...others.map((other) => resolve(other))]);
    return {
      path,
      remove() {
        rmSync(path, { recursive: true, force: true });
        release();
      },
    };
  } catch (error) {
    throw ioFault(`cannot make a folder in ${tmpdir()}`, error, 'set TMPDIR to one that can be written');
  }
}

/**
 * A shell that waits for the end of its input, which is ours, and removes the folders: the kernel closes a
 * pipe after SIGKILL, too. In a session of its own, so that Ctrl-C does not reach it before its work.
 */
function guard(paths: readonly string[]): () => void {
  const shell = spawn('/bin/sh', ['-c', 'read -r _; rm -rf -- "$@"', 'sh', ...paths], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
    env: {},
  });
  // Without it the next run sweeps.
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  (shell.stdin as Socket).unref();
  return () => void shell.stdin.destroy();
}

/** Where the guard was killed, too, as with all of a service, the folder is left: the next run removes it. */
function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(/^hgm-probe-fleet-(\d+)-/.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(pid) || alive(pid)) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch (error) {
      // Somebody else's.
      if (errnoOf(error) === null) throw error;
    }
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) !== 'ESRCH';
  }
}
