/**
 * Standard output and error of a process of our own: written by their descriptors. Node's streams for them load a
 * tenth of Node (`net` for a pipe), so each is made only where text has to wait, or where others want it.
 */
import { fstatSync, writeSync } from 'node:fs';
import { errnoOf } from '../../ground/fault.js';

type Heard = (error: Error) => void;

/** Null while this process is somebody else's, a test's, who may look at what the streams are given. */
let heard: Heard | null = null;
let streaming = false;

/** @param onError is told what a stream has to say of standard output later, a full disk, a reader that left */
export function ownStreams(onError: Heard): void {
  heard = onError;
}

/** Has Node make both, for who writes into them: oclif's help, or the rest of a text. */
export function openStreams(): void {
  if (heard === null || streaming) return;
  streaming = true;
  // oclif's own listener throws from within the stream.
  process.stdout.removeAllListeners('error').on('error', heard);
  // What cannot be said on stderr cannot be said.
  process.stderr.on('error', () => {});
}

/** Whether something is still to be written that a sudden end would lose. */
export const unwritten = (): boolean =>
  streaming && process.stdout.writableLength + process.stderr.writableLength > 0;

/**
 * Writes what goes at once, and gives the rest, which is for the stream.
 *
 * @throws what write(2) answers
 */
export function writeNow(fd: 1 | 2, text: string): string | Uint8Array {
  if (heard === null || streaming) return text;
  const bytes = Buffer.from(text);
  let at = 0;
  try {
    while (at < bytes.length) at += writeSync(fd, bytes, at);
  } catch (error) {
    // A pipe that somebody set to O_NONBLOCK, and whose reader is slow.
    if (errnoOf(error) !== 'EAGAIN') throw error;
    openStreams();
  }
  return bytes.subarray(at);
}

/** Lines for standard error; what can't be said there is said nowhere. */
export const writeStderr = (text: string): void => writeOrDrop(2, text);

/** A last line for standard output, of a run that failed already: that it can't be written makes it fail no more. */
export const writeLast = (text: string): void => writeOrDrop(1, text);

function writeOrDrop(fd: 1 | 2, text: string): void {
  try {
    const rest = writeNow(fd, text);
    if (rest.length > 0) (fd === 1 ? process.stdout : process.stderr).write(rest);
  } catch {}
}

/** <uapi/linux/major.h>, MEM_MAJOR: /dev/null and its kin, character devices as terminals are. */
const MEM_MAJOR = 1;

/** Whether somebody looks at it; of what can't be a terminal the stream is not asked, and not made. */
export function isTerminal(fd: 1 | 2): boolean {
  if (heard !== null && !mayBeTerminal(fd)) return false;
  openStreams();
  return (fd === 1 ? process.stdout : process.stderr).isTTY;
}

function mayBeTerminal(fd: number): boolean {
  const found = fstatSync(fd);
  return found.isCharacterDevice() && found.rdev >> 8 !== MEM_MAJOR;
}
