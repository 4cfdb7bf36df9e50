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
import { dirname, join } from 'node:path';
import { Fault, ioFault } from './fault.js';
import { writeStdout } from './stdout.js';
import { resolveTarget, type Target } from './target.js';

/** A place for a document, found to be writable when it was made and written whole or not at all. */
export interface Writer {
  /** Names what it writes to, so that two flags that name the same can be told. */
  readonly key: string;
  write(text: string): Promise<void>;
}

/**
 * Finds where `path` leads and tries whether it can be written, before a probe that may take seconds.
 *
 * @param mode of the file from now on; if not given, what it has, 0644 for a new one
 * @throws Fault (74): a directory, a missing folder, no permission, no space
 */
export function openWriter(path: string, mode?: number): Writer {
  const doing = `cannot write ${path}`;
  try {
    const target = resolveTarget(path, mode);
    check(target);
    return { key: key(target), write: (text) => write(target, text, doing) };
  } catch (error) {
    throw fault(doing, error);
  }
}

function key(target: Target): string {
  return target.kind === 'descriptor' ? `descriptor ${target.fd}` : target.path;
}

function check(target: Target): void {
  if (target.kind === 'descriptor') fstatSync(target.fd);
  // A FIFO is not opened here: its reader would see an end of file.
  else if (target.kind === 'device') accessSync(target.path, constants.W_OK);
  else discard(openTemporary(target.path, target.mode));
}

async function write(target: Target, text: string, doing: string): Promise<void> {
  if (target.kind === 'descriptor' && target.fd === 1) return writeStdout(text);
  try {
    if (target.kind === 'descriptor') writeAll(target.fd, text);
    else if (target.kind === 'device') writeDevice(target.path, text);
    else replace(target.path, target.mode, text);
  } catch (error) {
    throw fault(doing, error);
  }
}

function writeDevice(path: string, text: string): void {
  const fd = openSync(path, constants.O_WRONLY | constants.O_NOCTTY);
  try {
    writeAll(fd, text);
  } finally {
    closeSync(fd);
  }
}

/** Temporary file beside it, fsync, rename: a reader sees the old document or the new one, never half of one. */
function replace(path: string, mode: number, text: string): void {
  const temporary = openTemporary(path, mode);
  try {
    writeAll(temporary.fd, text);
    fsyncSync(temporary.fd);
    renameSync(temporary.path, path);
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

function openTemporary(path: string, mode: number): Temporary {
  // Node's global, which is loaded when it is used: node:crypto takes 2 ms of a start.
  const random = Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString('hex');
  const temporary = join(dirname(path), `.hgm-probe-${random}.tmp`);
  // `wx` follows no link that somebody else put there.
  const fd = openSync(temporary, 'wx', 0o600);
  try {
    fchmodSync(fd, mode);
  } catch (error) {
    discard({ fd, path: temporary });
    throw error;
  }
  return { fd, path: temporary };
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
