/**
 * The text of a file in parts of whole lines, each of which DuckDB is offered first: a bad line then costs the
 * careful reading of its part, not of the file.
 */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { keep, type Taker, takeFiles } from '../take.js';

/** A thousand reports or so: less than half a second for the careful reader. */
export const PART_BYTES = 2 ** 23;

const NEWLINE = 0x0a;

/** Where the last whole line of a text ends; 0 for none. */
export const endOfLine = (text: Buffer): number => text.lastIndexOf(NEWLINE) + 1;

/** Gathers chunks; gives a part where one is complete. */
export class Parts {
  #pieces: Buffer[] = [];
  #length = 0;

  constructor(readonly endOf: (text: Buffer) => number) {}

  /** As much as is whole, or text without a single end; null where there is too little yet. */
  add(chunk: Buffer): Buffer | null {
    this.#pieces.push(chunk);
    this.#length += chunk.length;
    if (this.#length < PART_BYTES) return null;
    const text = this.rest();
    const end = this.endOf(text);
    if (end === 0) return text;
    // A copy: a view would keep the whole part.
    if (end < text.length) this.#pieces = [Buffer.from(text.subarray(end))];
    this.#length = text.length - end;
    return text.subarray(0, end);
  }

  rest(): Buffer {
    const text = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#length = 0;
    return text;
  }
}

/** Whether DuckDB took all of a part; else nothing of it is kept. */
export async function takePart(taker: Taker, part: Buffer): Promise<boolean> {
  const path = join(taker.engine.folder, `part-${randomUUID()}.ndjson`);
  try {
    keep(path, part);
    return (await takeFiles(taker, [path])).length === 0;
  } finally {
    rmSync(path, { force: true });
  }
}
