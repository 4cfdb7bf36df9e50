/**
 * The careful reader: each line on its own, so that a bad one is named and costs no other. What passes goes to
 * DuckDB in the form that the fast reader takes, with the fields that are read and no others.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../ground/fault.js';
import { type BadList, ofFile } from './bad.js';
import { type FleetDocument, judgeDocument } from './document.js';
import type { Source } from './sources.js';
import { keep, type Taker, takeAccepted } from './take.js';
import { damage, eachChunk, type Next } from './text/chunks.js';
import { type Line, LineSplitter } from './text/lines.js';
import { endOfLine, Parts, takePart } from './text/parts.js';
import { endOfDocument, Joiner, oneLineEach } from './text/pretty.js';

/** Text that is gathered before DuckDB reads it, in UTF-16 units. */
const BATCH_LENGTH = 2 ** 23;

interface Accepted {
  file: string;
  line: number;
  text: string;
}

export class Careful {
  #batch: Accepted[] = [];
  #length = 0;

  constructor(
    readonly taker: Taker,
    readonly bad: BadList,
  ) {}

  /** @param inParts DuckDB is offered whole parts first. Call `flush` after the last one. */
  async read(source: Source, inParts: boolean): Promise<void> {
    const joiner = new Joiner((line) => this.#take(source.name, line));
    const splitter = new LineSplitter((line) => joiner.push(line));
    const parts = new Parts(source.pretty ? endOfDocument : endOfLine);
    const push = (text: Buffer): Next =>
      splitter.push(text) && (this.#length > BATCH_LENGTH ? this.flush() : true);
    const offer = async (part: Buffer): Promise<boolean> => {
      if (!splitter.idle || !joiner.idle) return push(part);
      // A copy: a part that is not taken is read again as it is.
      const lines = source.pretty ? oneLineEach(Buffer.from(part)) : part;
      if (!(await takePart(this.taker, lines))) return push(part);
      splitter.skip(part);
      return true;
    };
    const failed = await eachChunk(source, (chunk) => {
      const part = inParts ? parts.add(chunk) : chunk;
      if (part === null) return true;
      return inParts ? offer(part) : push(part);
    });
    const rest = parts.rest();
    if (rest.length > 0) await offer(rest);
    // Damage of the packing ends the file, and what came before it counts.
    if (failed !== null) {
      ofFile(failed, source.name);
      this.bad.add({ file: source.name, line: splitter.line, reason: damage(failed) });
    }
    splitter.end();
    joiner.end();
  }

  async flush(): Promise<true> {
    const batch = this.#batch;
    this.#batch = [];
    this.#length = 0;
    await this.#insert(batch);
    return true;
  }

  #take(file: string, { number, text, reason }: Line): void {
    const judged = text === null ? { reason } : judgeDocument(text);
    if ('reason' in judged) {
      this.bad.add({ file, line: number, reason: judged.reason });
      return;
    }
    const row = canonical(judged.document);
    this.#batch.push({ file, line: number, text: row });
    this.#length += row.length;
  }

  /** Halves a batch that DuckDB refuses until what it refuses stands alone. */
  async #insert(batch: readonly Accepted[]): Promise<void> {
    if (batch.length === 0) return;
    const path = join(this.taker.engine.folder, 'accepted.ndjson');
    keep(path, `${batch.map(({ text }) => text).join('\n')}\n`);
    try {
      await takeAccepted(this.taker, path);
    } catch (error) {
      if (error instanceof Fault) throw error;
      const [first] = batch;
      if (batch.length === 1 && first !== undefined)
        return this.bad.add({ file: first.file, line: first.line, reason: 'refused by DuckDB' });
      const half = Math.ceil(batch.length / 2);
      await this.#insert(batch.slice(0, half));
      await this.#insert(batch.slice(half));
    } finally {
      rmSync(path, { force: true });
    }
  }
}

/** Times as every reader writes them; the rest as it came. */
function canonical(document: FleetDocument): string {
  const instant = (time: string): string => new Date(time).toISOString();
  return JSON.stringify({
    ...document,
    collectedAt: instant(document.collectedAt),
    expiresAt: instant(document.expiresAt),
  });
}
