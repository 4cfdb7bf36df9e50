/**
 * The fast reader: DuckDB reads whole files, strictly. Where it meets anything that is not a report, nothing of
 * that file is kept, and the careful reader takes it line by line.
 */
import { symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Engine, literal } from '../engine.js';
import { type Depth, DOUBTFUL, insertFiles } from './columns.js';
import type { Source } from './sources.js';

/** Files in one statement: opening costs little, and a bad one sends the small ones beside it the slow way. */
const GROUP = 64;
/** A file as small as this is read line by line in less time than a second try takes. */
const SMALL_BYTES = 2 ** 20;

/** Reads what can be read fast; returns the sources that need the careful reader. */
export async function readFast(
  engine: Engine,
  sources: readonly Source[],
  depth: Depth,
  onGroup: (done: number) => void,
): Promise<Source[]> {
  const left: Source[] = [];
  const links = new Map<string, Source>();
  for (let at = 0; at < sources.length; at += GROUP) {
    const group = sources.slice(at, at + GROUP).map((source, n) => {
      // By a name of ours: theirs may hold a quote, or a * that DuckDB would expand.
      const link = join(engine.folder, `in-${at + n}.ndjson${EXTENSION[source.packing] ?? ''}`);
      symlinkSync(resolve(source.path), link);
      links.set(link, source);
      return link;
    });
    const refused = (await tryInsert(engine, group, depth))
      ? []
      : await oneByOne(engine, group, links, depth);
    left.push(...refused.flatMap((link) => links.get(link) ?? []));
    onGroup(Math.min(at + GROUP, sources.length));
  }
  const doubtful = await engine.rows<{ file: string }>(DOUBTFUL);
  for (const { file } of doubtful) {
    await engine.run(`DELETE FROM report WHERE file = ${literal(file)}`);
    left.push(...[links.get(file)].filter((source) => source !== undefined));
  }
  return left;
}

const EXTENSION: Readonly<Record<string, string>> = { gzip: '.gz', zstd: '.zst' };

async function oneByOne(
  engine: Engine,
  group: readonly string[],
  links: ReadonlyMap<string, Source>,
  depth: Depth,
): Promise<string[]> {
  const refused: string[] = [];
  for (const link of group) {
    const small = (links.get(link)?.bytes ?? 0) < SMALL_BYTES;
    if (small || !(await tryInsert(engine, [link], depth))) refused.push(link);
  }
  return refused;
}

async function tryInsert(engine: Engine, links: readonly string[], depth: Depth): Promise<boolean> {
  try {
    await engine.run(insertFiles(links, depth));
    return true;
  } catch {
    return false;
  }
}
