/** A stream, kept while it is read: DuckDB and the careful reader may both go over it. */
import { createWriteStream, openSync, statfsSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EXIT } from '../../../ground/exit.js';
import { Fault, ioFault } from '../../../ground/fault.js';

/**
 * In a file that has lost its name before the first byte is in it: it goes with this process, however that ends.
 *
 * @param folder it takes at most half of what is free there: others write there, too
 * @returns its path, in this process alone
 * @throws Fault (74)
 */
export async function spool(stream: Readable, name: string, folder: string): Promise<string> {
  const { bavail, bsize } = statfsSync(folder);
  const most = Math.floor((bavail * bsize) / 2);
  let bytes = 0;
  const bounded = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > most) throw new Fault(EXIT.io, `cannot read ${name}: ${TOO_LARGE}`);
      yield chunk;
    }
  };
  try {
    const path = join(folder, 'stream');
    const fd = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    await pipeline(stream, bounded, createWriteStream('', { fd, autoClose: false }));
    return `/proc/self/fd/${fd}`;
  } catch (error) {
    throw error instanceof Fault ? error : ioFault(`cannot read ${name}`, error);
  }
}

const TOO_LARGE =
  'it takes more than half of what is free in TMPDIR; name files, which are read where they are';
