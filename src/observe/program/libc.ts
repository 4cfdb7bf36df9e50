import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/** The C library that this Node runs with. */
export type Libc = 'glibc' | 'musl' | 'unknown libc';

/** Of the program's file: its headers, behind which linkers put the name of the loader. */
const HEAD_BYTES = 4096;

/**
 * Told by the loader that the program names or, where it was started by hand and is the program itself, by what
 * is mapped. Node's report, which has the version of glibc, too, takes 30 ms and looks up the names of the host's
 * addresses in the network.
 */
export function libc(): Libc {
  const named = libcIn(programHead());
  return named === 'unknown libc' ? libcIn(ownMaps()) : named;
}

/** By the names that Alpine, Debian's musl and glibc have for the loader. */
export function libcIn(text: string): Libc {
  if (/\/ld-musl-\w+\.so|-linux-musl\/libc\.so/.test(text)) return 'musl';
  return /\/ld-linux[-\w]*\.so|\/ld64\.so/.test(text) ? 'glibc' : 'unknown libc';
}

function programHead(): string {
  try {
    const fd = openSync('/proc/self/exe', 'r');
    try {
      const head = Buffer.alloc(HEAD_BYTES);
      return head.toString('latin1', 0, readSync(fd, head, 0, HEAD_BYTES, 0));
    } finally {
      closeSync(fd);
    }
  } catch {
    return '';
  }
}

function ownMaps(): string {
  try {
    return readFileSync('/proc/self/maps', 'latin1');
  } catch {
    return '';
  }
}
