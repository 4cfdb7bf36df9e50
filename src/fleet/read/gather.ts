/**
 * Many small files, of a document or a few each, as one part for DuckDB: opening each of them costs it more than
 * reading what is in it. Of a document over many lines one line is made, without a look at what it says.
 */
import { closeSync, readSync } from 'node:fs';
import { openFile } from '../../input/regular.js';
import type { Source } from './sources.js';
import type { Taker } from './take.js';
import { PART_BYTES, takePart } from './text/parts.js';
import { oneLineEach } from './text/pretty.js';

const NEWLINE = 0x0a;

export const isSmall = ({ packing, recording, bytes }: Source, smallBytes: number): boolean =>
  packing === 'plain' && !recording && bytes < smallBytes;

/** @returns the sources of the parts that DuckDB did not take */
export async function gather(
  taker: Taker,
  sources: readonly Source[],
  onPart: (done: number) => void,
): Promise<Source[]> {
  const left: Source[] = [];
  let pieces: Buffer[] = [];
  let within: Source[] = [];
  let length = 0;
  const flush = async (done: number): Promise<void> => {
    if (!(await takePart(taker, Buffer.concat(pieces, length)))) left.push(...within);
    [pieces, within, length] = [[], [], 0];
    onPart(done);
  };
  for (const [at, source] of sources.entries()) {
    const text = whole(source);
    // The careful reader says what is wrong.
    if (text === null) left.push(source);
    else {
      pieces.push(text);
      within.push(source);
      length += text.length;
    }
    if (length >= PART_BYTES) await flush(at + 1);
  }
  if (length > 0) await flush(sources.length);
  return left;
}

/** Of the size that it had when it was found; null where it is not that any more, or can't be read. */
function whole({ path, bytes, pretty }: Source): Buffer | null {
  try {
    const fd = openFile(path);
    try {
      const text = Buffer.alloc(bytes + 1);
      if (readSync(fd, text, 0, bytes + 1, 0) !== bytes) return null;
      if (pretty) oneLineEach(text);
      text[bytes] = NEWLINE;
      return text;
    } finally {
      closeSync(fd);
    }
  } catch {
    return null;
  }
}
