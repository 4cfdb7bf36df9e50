/**
 * A folder of this process alone, gone with it however it ends. What is done in it is done by descriptor, so that who
 * owns the folder above, or is another process 1 beside it, has no say; and nothing is ever looked for by its name.
 */
import { spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { errnoOf, ioFault } from '../ground/fault.js';
import { enter, type Folder, inside, openFolder } from '../input/folder.js';

export interface PrivateFolder {
  /** Leads to it whatever it is called by now, in this process alone. */
  path: string;
  remove(): void;
}

/** @throws Fault (74) where no temporary folder can be made */
export function temporaryFolder(): PrivateFolder {
  try {
    return privateFolder(openFolder(tmpdir()), 'hgm-probe-fleet-');
  } catch (error) {
    throw ioFault(`cannot make a folder in ${tmpdir()}`, error, 'set TMPDIR to one that can be written');
  }
}

/** @param above is let go of with it */
export function privateFolder(above: Folder, prefix: string): PrivateFolder {
  const name = basename(mkdtempSync(inside(above, prefix)));
  const folder = enter(above, name);
  const path = `/proc/self/fd/${folder.fd}`;
  const { uid, mode } = fstatSync(folder.fd);
  if (uid !== process.geteuid?.() || (mode & 0o777) !== 0o700 || readdirSync(path).length > 0)
    throw new Error(`${folder.path} was taken away`);
  const release = guard(above, folder, name);
  return {
    path,
    remove() {
      for (const entry of readdirSync(path)) rmSync(join(path, entry), { recursive: true, force: true });
      release();
      try {
        rmdirSync(inside(above, name));
      } catch (error) {
        // Who owns the folder above has moved it. It is empty.
        if (errnoOf(error) === null) throw error;
      }
      for (const { fd } of [folder, above]) closeSync(fd);
    },
  };
}

/**
 * A shell that waits for the end of its input, which is ours, and empties the folder that it stands in: the kernel
 * closes a pipe after SIGKILL, too. In a session of its own, so that Ctrl-C does not reach it before its work.
 */
function guard(above: Folder, folder: Folder, name: string): () => void {
  const work = 'read -r _; rm -rf -- ./* ./.[!.]*; rmdir -- "/proc/self/fd/3/$1"';
  const shell = spawn('/bin/sh', ['-c', work, 'sh', name], {
    stdio: ['pipe', 'ignore', 'ignore', above.fd],
    detached: true,
    cwd: `/proc/self/fd/${folder.fd}`,
    env: {},
  });
  const input = shell.stdin as Socket;
  // Without it the folder stays where this process is killed.
  shell.on('error', () => {});
  input.on('error', () => {});
  shell.unref();
  input.unref();
  return () => {
    shell.kill('SIGKILL');
    input.destroy();
  };
}
