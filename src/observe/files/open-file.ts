/**
 * Opening and reading files that the kernel, or somebody less kind, put there: never a hang, never
 * more than was asked for.
 */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';

export type Opened = { fd: number; errno: null } | { fd: null; errno: string };

/**
 * Opens a regular file for reading; `path` is absolute and counts from `root`.
 *
 * What is no regular file answers EISDIR (a directory) or EINVAL (FIFO, socket, device). It is asked
 * before opening, because opening alone moves some devices, and again after it, because the path may
 * have changed hands.
 */
export function openRegular(root: string, path: string): Opened {
  const full = join(root, path);
  let fd: number | null = null;
  try {
    const before = notRegular(statSync(full));
    if (before !== null) return { fd: null, errno: before };
    fd = openSync(full, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const after = notRegular(fstatSync(fd));
    if (after === null) return { fd, errno: null };
    closeSync(fd);
    return { fd: null, errno: after };
  } catch (error) {
    if (fd !== null) closeSync(fd);
    return { fd: null, errno: errnoOf(error) };
  }
}

/**
 * Fills `buffer` from `position` (null: from where the descriptor stands) and returns the bytes read,
 * fewer only at the end of the file. Files of /proc and /sys give a page at a time, so this loops.
 */
export function readFully(fd: number, buffer: Buffer, position: number | null): number {
  let filled = 0;
  while (filled < buffer.length) {
    const at = position === null ? null : position + filled;
    const got = readSync(fd, buffer, filled, buffer.length - filled, at);
    if (got <= 0) break;
    filled += got;
  }
  return filled;
}

/** The errno's name of what a call of node:fs threw. */
export function errnoOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : 'EIO';
}

function notRegular(stats: Stats): string | null {
  if (stats.isFile()) return null;
  return stats.isDirectory() ? 'EISDIR' : 'EINVAL';
}
