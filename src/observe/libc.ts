import { readFileSync } from 'node:fs';

/** The C library that this Node runs with; "unknown libc" where neither is to be seen. */
export type Libc = 'glibc' | 'musl' | 'unknown libc';

/**
 * Told by the dynamic linker that the kernel mapped beside Node: a report of Node's, which has the version of
 * glibc, too, takes 30 ms and more, and looks up the names of the host's addresses in the network.
 */
export function libc(maps = ownMaps()): Libc {
  // Alpine's name, and Debian's.
  if (/\/ld-musl-\w+\.so|-linux-musl\/libc\.so/.test(maps)) return 'musl';
  return /\/(?:ld-linux[-\w]*|ld-2\.\d+|libc-2\.\d+|libc)\.so/.test(maps) ? 'glibc' : 'unknown libc';
}

function ownMaps(): string {
  try {
    return readFileSync('/proc/self/maps', 'latin1');
  } catch {
    return '';
  }
}
