import { closeSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Folder, isOurs, type Place, systemError, walk } from '../../input/folder.js';

/**
 * Where a `--output PATH` leads. A `file` is replaced by renaming; a `device` (FIFO, /dev/null) is
 * written as it stands, because root renaming over /dev/null would break the host; a `descriptor` is
 * one that this process was given (/dev/stdout, /dev/fd/3), whatever it is open on.
 */
export type Target =
  | { kind: 'file'; folder: Folder; name: string; mode: FileMode }
  | { kind: 'device'; folder: Folder; name: string }
  | { kind: 'descriptor'; fd: number };

export interface FileMode {
  bits: number;
  /** As it was before; else the umask takes its part. */
  exact: boolean;
}

/** What a document is made with. */
export interface Wanted {
  mode: number;
  /** The mode of what is there stays. */
  keep: boolean;
}

export function resolveTarget(path: string, wanted: Wanted): Target {
  if (path === '-') return { kind: 'descriptor', fd: 1 };
  const given = givenDescriptor(resolve(path));
  if (given !== null) return { kind: 'descriptor', fd: given };
  // `name/` can only be a directory: there, it is no file; not there, it can't be made one.
  if (path.endsWith('/'))
    throw systemError(statSync(path, { throwIfNoEntry: false }) === undefined ? 'ENOENT' : 'EISDIR');
  const place = walk(path);
  try {
    const target = leadsTo(place, wanted);
    if (target.kind === 'descriptor') closeSync(place.folder.fd);
    return target;
  } catch (error) {
    closeSync(place.folder.fd);
    throw error;
  }
}

function leadsTo({ folder, name, found }: Place, wanted: Wanted): Target {
  if (found === null) return { kind: 'file', folder, name, mode: { bits: wanted.mode, exact: false } };
  if (found.isSymbolicLink()) return { kind: 'descriptor', fd: Number(name) };
  if (found.isDirectory()) throw systemError('EISDIR');
  const mine = found.uid === process.geteuid?.();
  if (found.isFile())
    return { kind: 'file', folder, name, mode: replacing(found.mode & 0o777, mine, wanted) };
  // Who made it reads the document, or keeps this process waiting. Devices are made by root alone.
  if (found.isFIFO() && !mine && !isOurs(folder))
    throw new Error(
      `${join(folder.path, name)} is somebody else's FIFO, in a folder that others can write to`,
    );
  return { kind: 'device', folder, name };
}

/** What stands at the place of a stranger may take from a mode, and add nothing. */
function replacing(found: number, mine: boolean, { mode, keep }: Wanted): FileMode {
  if (!keep) return { bits: mode, exact: false };
  return mine ? { bits: found, exact: true } : { bits: found & mode, exact: false };
}

/** By its name: in a user namespace without root /dev and /proc are a stranger's, and their links not followed. */
function givenDescriptor(path: string): number | null {
  const standard = ['/dev/stdin', '/dev/stdout', '/dev/stderr'].indexOf(path);
  if (standard >= 0) return standard;
  const match = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(path);
  return match === null ? null : Number(match[1]);
}
