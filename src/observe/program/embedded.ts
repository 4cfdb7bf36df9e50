/**
 * The addon of the single file: an asset inside the program. The dynamic linker maps files only, so it becomes a
 * file without a name: in memory where there is a tmpfs, gone with the last mapping however the run ends.
 */
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What it is called inside. */
export const ASSET = 'addon.node';

/** <uapi/asm-generic/fcntl.h>: __O_TMPFILE, which Node has no name for, with this architecture's O_DIRECTORY. */
const O_TMPFILE = 0o20000000 | constants.O_DIRECTORY;

/** Maps a file and gives its exports; throws what dlopen says. */
type Map = (path: string) => unknown;

/** The bytes, or null where this is no single file. */
export function embeddedAddon(): Uint8Array | null {
  // Nodes 20.0 to 20.15 have no getBuiltinModule, and no single file is made of them.
  const sea = process.getBuiltinModule?.('node:sea');
  return sea?.isSea() ? new Uint8Array(sea.getRawAsset(ASSET) as ArrayBuffer) : null;
}

/** Folders to map it from, memory first; any may be missing, full, read-only or noexec. */
export function embeddedPlaces(env: NodeJS.ProcessEnv = process.env): string[] {
  const own = env.XDG_RUNTIME_DIR?.startsWith('/') ? [env.XDG_RUNTIME_DIR] : [];
  return [...new Set(['/dev/shm', '/run', ...own, tmpdir(), '/var/tmp', dirname(process.execPath)])];
}

/**
 * Maps the bytes from the first place that lets it.
 *
 * @throws Error that has what each place answered
 */
export function loadEmbedded(bytes: Uint8Array, places: readonly string[], map: Map = dlopen): unknown {
  const answers: string[] = [];
  for (const place of places) {
    try {
      return loadFrom(place, bytes, map);
    } catch (error) {
      answers.push(`${place}: ${answerOf(error)}`);
    }
  }
  throw new Error(answers.join('; '));
}

/** Without the file, which has no name, and the call: the place has been said. */
function answerOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^\/proc\/self\/fd\/\d+: /, '').replace(/, \w+( '.*')?$/, '');
}

function loadFrom(place: string, bytes: Uint8Array, map: Map): unknown {
  const fd = openNameless(place);
  try {
    writeFileSync(fd, bytes);
    return map(`/proc/self/fd/${fd}`);
  } finally {
    closeSync(fd);
  }
}

/** A file system without O_TMPFILE has the name for a moment, in a folder of ours, and nothing in it yet. */
function openNameless(place: string): number {
  try {
    return openSync(place, O_TMPFILE | constants.O_RDWR, 0o700);
  } catch (error) {
    // open(2): EISDIR is what kernels say that don't know the flag.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EOPNOTSUPP' && code !== 'EISDIR') throw error;
  }
  const folder = mkdtempSync(join(place, 'hgm-probe-'));
  try {
    return openSync(join(folder, ASSET), 'wx+', 0o700);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Maps the addon of that file. */
export function dlopen(path: string): unknown {
  const module = { exports: {} };
  process.dlopen(module, path);
  return module.exports;
}
