/** Reads small text files, bounded: for showing (escaped) and for parsing (as it stands). */

import { closeSync } from 'node:fs';
import type { TextFile } from '../observations.js';
import type { RecordedFiles, Root } from './caller/root.js';
import { escapeBytes } from './escape.js';
import { errnoOf, openRegular, readFully } from './open-file.js';

/** A page: as much as a file of sysfs can hold. */
export const TEXT_BYTES = 4096;

export interface BoundedBytes {
  bytes: Buffer | null;
  errno: string | null;
  truncated: boolean;
}

/** At most `maxBytes` of a regular file; one byte more is read to see whether it goes on. */
export function readBounded(root: Root, path: string, maxBytes: number): BoundedBytes {
  if (typeof root !== 'string') return recorded(root, path, maxBytes);
  const { fd, errno } = openRegular(root, path);
  if (fd === null) return { bytes: null, errno, truncated: false };
  try {
    const buffer = Buffer.allocUnsafe(maxBytes + 1);
    const length = readFully(fd, buffer, null);
    return {
      bytes: buffer.subarray(0, Math.min(length, maxBytes)),
      errno: null,
      truncated: length > maxBytes,
    };
  } catch (error) {
    return { bytes: null, errno: errnoOf(error), truncated: false };
  } finally {
    closeSync(fd);
  }
}

function recorded(root: RecordedFiles, path: string, maxBytes: number): BoundedBytes {
  const found = root.file(path);
  if ('errno' in found) return { bytes: null, errno: found.errno, truncated: false };
  const { bytes, cut } = found;
  return { bytes: bytes.subarray(0, maxBytes), errno: null, truncated: cut || bytes.length > maxBytes };
}

/** For showing: escaped, without the newline at its end. `path` is reported as it is inside `root`. */
export function readText(root: Root, path: string, maxBytes = TEXT_BYTES): TextFile {
  const { bytes, errno, truncated } = readBounded(root, path, maxBytes);
  if (bytes === null) return { path, text: null, errno, truncated };
  const end = !truncated && bytes[bytes.length - 1] === 0x0a ? bytes.length - 1 : bytes.length;
  return { path, text: escapeBytes(bytes.subarray(0, end)), errno, truncated };
}

/** For parsing only, raw: never print what this returns. Null where unreadable. */
export function readRaw(root: Root, path: string, maxBytes = TEXT_BYTES): string | null {
  return readBounded(root, path, maxBytes).bytes?.toString('latin1') ?? null;
}

/** A file that holds one whole number and nothing else; null where unreadable or anything else. */
export function readCount(root: Root, path: string): number | null {
  const digits = /^(\d+)\n?$/.exec(readRaw(root, path) ?? '')?.[1];
  const value = Number(digits ?? Number.NaN);
  return Number.isSafeInteger(value) ? value : null;
}
