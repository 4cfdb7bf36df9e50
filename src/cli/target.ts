import { lstatSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { errnoOf } from './fault.js';

/**
 * Where a `--output PATH` leads. A `file` is replaced by renaming; a `device` (FIFO, /dev/null) is
 * written as it stands, because root renaming over /dev/null would break the host; a `descriptor` is
 * one that this process was given (/dev/stdout, /dev/fd/3), whatever it is open on.
 */
export type Target =
  | { kind: 'file'; path: string; mode: number }
  | { kind: 'device'; path: string }
  | { kind: 'descriptor'; fd: number };

/** As many links as Linux follows (MAXSYMLINKS, include/linux/namei.h). */
const MAX_LINKS = 40;
const NEW_MODE = 0o644;

/**
 * Follows symbolic links by hand, because the last one may point to a file that is not there yet.
 *
 * @param mode of the file from now on; if not given, what it has, 0644 for a new one
 */
export function resolveTarget(path: string, mode?: number): Target {
  if (path === '-') return { kind: 'descriptor', fd: 1 };
  let at = resolve(path);
  if (path.endsWith('/')) at = directoryOnly(at, path);
  for (let links = 0; links <= MAX_LINKS; links++) {
    at = join(realpathSync(dirname(at)), basename(at));
    const fd = ownDescriptor(at);
    if (fd !== null) return { kind: 'descriptor', fd };
    const found = statIfAny(at);
    if (found === null) return { kind: 'file', path: at, mode: mode ?? NEW_MODE };
    if (!found.isSymbolicLink()) return existing(at, found, mode);
    at = resolve(dirname(at), readlinkSync(at));
  }
  throw systemError('ELOOP');
}

function existing(path: string, found: Stats, mode = found.mode & 0o777): Target {
  if (found.isDirectory()) throw systemError('EISDIR');
  if (!found.isFile()) return { kind: 'device', path };
  return { kind: 'file', path, mode };
}

function directoryOnly(at: string, path: string): string {
  // `name/` can only be a directory: there, it is no file; not there, it can't be made one.
  throw systemError(statSync(at, { throwIfNoEntry: false }) === undefined ? 'ENOENT' : 'EISDIR', path);
}

function ownDescriptor(path: string): number | null {
  const match = /^\/proc\/(\d+)\/fd\/(\d+)$/.exec(path);
  return match !== null && Number(match[1]) === process.pid ? Number(match[2]) : null;
}

function statIfAny(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function systemError(code: string, message = code): NodeJS.ErrnoException {
  return Object.assign(new Error(message), { code });
}
