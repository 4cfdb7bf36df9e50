/** Files in folders that strangers write to: known to be files before they are opened, since opening a device acts. */
import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs';

/** Wants no permission to read, and opens nothing (<uapi/asm-generic/fcntl.h>); Node has no name for it. */
export const O_PATH = 0o10000000;

/** What is there is no regular file; the message says what it is. */
export class NoFileError extends Error {
  override name = 'NoFileError';
}

/**
 * Opens a regular file to be read: the one that was looked at, whatever has its name by then.
 *
 * @throws NoFileError for anything else, unopened; what open(2) answers
 */
export function openFile(path: string | Buffer): number {
  const looked = openSync(path, O_PATH);
  try {
    const kind = kindOf(fstatSync(looked));
    if (kind !== null) throw new NoFileError(kind);
    return openSync(`/proc/self/fd/${looked}`, constants.O_RDONLY);
  } finally {
    closeSync(looked);
  }
}

/** In words for a message; null for a regular file. */
export function kindOf(found: Stats): string | null {
  if (found.isFile()) return null;
  if (found.isDirectory()) return 'a directory';
  if (found.isFIFO()) return 'a FIFO';
  return found.isSocket() ? 'a socket' : 'a device';
}
