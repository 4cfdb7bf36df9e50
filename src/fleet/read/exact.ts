/**
 * The careful reader: each line on its own, so that a bad one is named and costs no other. What passes goes to
 * DuckDB in the form that the fast reader takes, with the fields that are read and no others.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../engine.js';
import type { BadList } from './bad.js';
import { damage, eachChunk, type Next } from './chunks.js';
import { type Depth, insertFiles } from './columns.js';
import { type FleetDocument, judgeDocument } from './document.js';
import { type Line, LineSplitter } from './lines.js';
import { Parts, takePart } from './parts.js';
import { Joiner } from './pretty.js';
import type { Source } from './sources.js';

/** Text that is gathered before DuckDB reads it, in UTF-16 units. */
const BATCH_LENGTH = 2 ** 23;

interface Accepted {
  line: number;
  text: string;
}

export interface Way {
  depth: Depth;
  /** DuckDB is offered whole parts first. */
  inParts: boolean;
}

export async function readExactly(
  engine: Engine,
  source: Source,
  { depth, inParts }: Way,
  bad: BadList,
): Promise<void> {
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
  const flush = async (): Promise<true> => {
    await insert(engine, source, depth, bad, batch);
    batch = [];
    length = 0;
    return true;
  };
  const joiner = new Joiner(take);
  const splitter = new LineSplitter((line) => joiner.push(line));
  const parts = new Parts();
  const push = (text: Buffer): Next => splitter.push(text) && (length > BATCH_LENGTH ? flush() : true);
  const offer = async (part: Buffer): Promise<boolean> => {
    if (!splitter.idle || !joiner.idle || !(await takePart(engine, part, depth))) return push(part);
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
  if (failed !== null) bad.add({ file: source.name, line: splitter.line, reason: damage(failed) });
  splitter.end();
  joiner.end();
  await flush();
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
