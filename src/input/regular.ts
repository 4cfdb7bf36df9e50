/** Files in folders that strangers write to: known to be files before they are opened, since opening a device acts. */
import { closeSync, constants, existsSync, fstatSync, openSync, type Stats } from 'node:fs';

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
    const found = fstatSync(looked);
    const kind = kindOf(found);
    if (kind !== null) throw new NoFileError(kind);
    const again = `/proc/self/fd/${looked}`;
    return existsSync(again) ? openSync(again, constants.O_RDONLY) : openByName(path, found);
  } finally {
    closeSync(looked);
  }
}

/** Where /proc is not mounted: whoever took the name meanwhile is not followed, not waited for and not read. */
function openByName(path: string | Buffer, looked: Stats): number {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const { dev, ino } = fstatSync(fd);
  if (dev === looked.dev && ino === looked.ino) return fd;
  closeSync(fd);
  throw new NoFileError('another file by now');
}

/** In words for a message; null for a regular file. */
export function kindOf(found: Stats): string | null {
  if (found.isFile()) return null;
  if (found.isDirectory()) return 'a directory';
  if (found.isFIFO()) return 'a FIFO';
  return found.isSocket() ? 'a socket' : 'a device';
}
