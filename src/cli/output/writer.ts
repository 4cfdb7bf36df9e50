import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { Fault, ioFault } from '../../ground/fault.js';
import { type Folder, inside } from '../../input/folder.js';
import { writeStdout } from './stdout.js';
import { type FileMode, resolveTarget, type Target, type Wanted } from './target.js';

/** A place for a document, found to be writable when it was made and written whole or not at all. */
export interface Writer {
  /** Names what it writes to, so that two flags that name the same can be told. */
  readonly key: string;
  /** Once. */
  write(text: string): Promise<void>;
}

/** For everybody, as far as the umask allows. */
export const DOCUMENT: Wanted = { mode: 0o644, keep: true };

/**
 * Finds where `path` leads and tries whether it can be written, before a probe that may take seconds.
 *
 * @throws Fault (74): a directory, a missing folder, no permission, no space, a link that somebody else put there
 */
export function openWriter(path: string, wanted = DOCUMENT): Writer {
  const doing = `cannot write ${path}`;
  try {
    const target = resolveTarget(path, wanted);
    try {
      check(target);
    } catch (error) {
      letGo(target);
      throw error;
    }
    return { key: key(target), write: (text) => write(target, text, doing) };
  } catch (error) {
    throw fault(doing, error);
  }
}

function key(target: Target): string {
  return target.kind === 'descriptor' ? `descriptor ${target.fd}` : join(target.folder.path, target.name);
}

function check(target: Target): void {
  if (target.kind === 'descriptor') fstatSync(target.fd);
  // A FIFO is not opened here: its reader would see an end of file.
  else if (target.kind === 'device') accessSync(inside(target.folder, target.name), constants.W_OK);
  else discard(openTemporary(target.folder, target.mode));
}

async function write(target: Target, text: string, doing: string): Promise<void> {
  if (target.kind === 'descriptor' && target.fd === 1) return writeStdout(text);
  try {
    if (target.kind === 'descriptor') writeAll(target.fd, text);
    else if (target.kind === 'device') writeDevice(inside(target.folder, target.name), text);
    else replace(target, text);
  } catch (error) {
    throw fault(doing, error);
  } finally {
    letGo(target);
  }
}

function letGo(target: Target): void {
  if (target.kind !== 'descriptor') closeSync(target.folder.fd);
}

function writeDevice(path: string, text: string): void {
  const fd = openSync(path, constants.O_WRONLY | constants.O_NOCTTY | constants.O_NOFOLLOW);
  try {
    writeAll(fd, text);
  } finally {
    closeSync(fd);
  }
}

/** Temporary file beside it, fsync, rename: a reader sees the old document or the new one, never half of one. */
function replace({ folder, name, mode }: Target & { kind: 'file' }, text: string): void {
  const temporary = openTemporary(folder, mode);
  try {
    writeAll(temporary.fd, text);
    fsyncSync(temporary.fd);
    renameSync(temporary.path, inside(folder, name));
  } catch (error) {
    discard(temporary);
    throw error;
  }
  closeSync(temporary.fd);
}

interface Temporary {
  fd: number;
  path: string;
}

function openTemporary(folder: Folder, { bits, exact }: FileMode): Temporary {
  // Node's global, which is loaded when it is used: node:crypto takes 2 ms of a start.
  const random = Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString('hex');
  const path = inside(folder, `.hgm-probe-${random}.tmp`);
  // `wx` follows no link that somebody else put there.
  const fd = openSync(path, 'wx', bits);
  try {
    if (exact) fchmodSync(fd, bits);
  } catch (error) {
    discard({ fd, path });
    throw error;
  }
  return { fd, path };
}

function discard(temporary: Temporary): void {
  closeSync(temporary.fd);
  rmSync(temporary.path, { force: true });
}

function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}

const fault = (doing: string, error: unknown): Fault =>
  error instanceof Fault ? error : ioFault(doing, error);
