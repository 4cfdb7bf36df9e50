/** Files of one document a line, offered to DuckDB. */
import { writeFileSync } from 'node:fs';
import { errnoOf } from '../../ground/fault.js';
import { type Engine, outOfDisk } from '../engine.js';
import { type Depth, DOUBTFUL, insertRows, suspect, waitingOf } from './columns.js';
import type { Shapes } from './shapes.js';

export interface Taker {
  engine: Engine;
  shapes: Shapes;
  depth: Depth;
}

/**
 * Takes what needs no second look.
 *
 * @returns files of which nothing was taken; all of them where DuckDB refused one
 */
export async function takeFiles(
  { engine, shapes, depth }: Taker,
  files: readonly string[],
): Promise<readonly string[]> {
  try {
    const suspected = await engine.rows<{ file: string }>(suspect(files));
    const left = new Set(suspected.map(({ file }) => file));
    const rest = files.filter((file) => !left.has(file));
    if (rest.length === 0) return files;
    await engine.run(waitingOf(rest, depth));
    await shapes.know();
    for (const { file } of await engine.rows<{ file: string }>(DOUBTFUL)) left.add(file);
    await engine.run(insertRows([...left]));
    return [...left];
  } catch {
    // Where memory or disk ran out, less at once may fit; where it does not, `takeAccepted` says so.
    return files;
  } finally {
    await engine.run(DROP);
  }
}

const DROP = 'DROP TABLE IF EXISTS part; DROP TABLE IF EXISTS waiting';

/** Takes a file that was looked at before, document by document. Throws where DuckDB refuses one. */
export async function takeAccepted({ engine, shapes, depth }: Taker, file: string): Promise<void> {
  await engine.run(waitingOf([file], depth));
  await shapes.know();
  await engine.run(insertRows([]));
  await engine.run(DROP);
}

/** @throws Fault (74) where the disk is full */
export function keep(path: string, text: string | Buffer): void {
  try {
    writeFileSync(path, text, { mode: 0o600 });
  } catch (error) {
    if (!['ENOSPC', 'EDQUOT'].includes(errnoOf(error) ?? '')) throw error;
    throw outOfDisk(error);
  }
}
