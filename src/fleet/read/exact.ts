/**
 * The careful reader: each line on its own, so that a bad one is named and costs no other. What passes goes to
 * DuckDB in the form that the fast reader takes, with the fields that are read and no others.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../engine.js';
import type { BadList } from './bad.js';
import { type Depth, insertFiles } from './columns.js';
import { type FleetDocument, judgeDocument } from './document.js';
import { type Line, LineSplitter } from './lines.js';
import { Joiner } from './pretty.js';
import type { Source } from './sources.js';
import { unpacked } from './unpack.js';

/** Text that is gathered before DuckDB reads it, in UTF-16 units. */
const BATCH_LENGTH = 2 ** 23;

interface Accepted {
  line: number;
  text: string;
}

export async function readExactly(engine: Engine, source: Source, depth: Depth, bad: BadList): Promise<void> {
  let batch: Accepted[] = [];
  let length = 0;
  const take = ({ number, text, reason }: Line): void => {
    const judged = text === null ? { reason } : judgeDocument(text);
    if ('reason' in judged) {
      bad.add({ file: source.name, line: number, reason: judged.reason });
      return;
    }
    const row = canonical(judged.document);
    batch.push({ line: number, text: row });
    length += row.length;
  };
  const flush = async (): Promise<void> => {
    await insert(engine, source, depth, bad, batch);
    batch = [];
    length = 0;
  };
  const joiner = new Joiner(take);
  const splitter = new LineSplitter((line) => joiner.push(line));
  await eachChunk(source, splitter, bad, () => (length > BATCH_LENGTH ? flush() : null));
  splitter.end();
  joiner.end();
  await flush();
}

/** Feeds the splitter; damage of the packing ends the file, and what came before it counts. */
function eachChunk(
  source: Source,
  splitter: LineSplitter,
  bad: BadList,
  after: () => Promise<void> | null,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stream = unpacked(source);
    const fail = (error: unknown): void => {
      stream.destroy();
      reject(error);
    };
    // Not `for await`: that drops what was unpacked when damage is met right behind it.
    stream.on('data', (chunk: Buffer) => {
      try {
        if (!splitter.push(chunk)) {
          stream.destroy();
          return resolve();
        }
        const pending = after();
        if (pending === null) return;
        stream.pause();
        pending.then(() => stream.resume(), fail);
      } catch (error) {
        fail(error);
      }
    });
    stream.on('error', (error) => {
      try {
        bad.add({ file: source.name, line: splitter.line, reason: damage(error) });
        resolve();
      } catch (fault) {
        reject(fault);
      }
    });
    stream.on('end', resolve);
    stream.on('close', resolve);
  });
}

function damage(error: NodeJS.ErrnoException): string {
  if (error.code === 'Z_BUF_ERROR') return 'gzip data ends early';
  return error.code?.startsWith('Z_') === true ? 'damaged gzip data' : error.message;
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

/** Halves a batch that DuckDB refuses until what it refuses stands alone. */
async function insert(
  engine: Engine,
  source: Source,
  depth: Depth,
  bad: BadList,
  batch: readonly Accepted[],
): Promise<void> {
  if (batch.length === 0) return;
  const path = join(engine.folder, 'accepted.ndjson');
  writeFileSync(path, `${batch.map(({ text }) => text).join('\n')}\n`, { mode: 0o600 });
  try {
    await engine.run(insertFiles([path], depth));
  } catch {
    const [first] = batch;
    if (batch.length === 1 && first !== undefined)
      return bad.add({ file: source.name, line: first.line, reason: 'refused by DuckDB' });
    const half = Math.ceil(batch.length / 2);
    await insert(engine, source, depth, bad, batch.slice(0, half));
    await insert(engine, source, depth, bad, batch.slice(half));
  } finally {
    rmSync(path, { force: true });
  }
}
