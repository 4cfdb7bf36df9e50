/**
 * The fast reader: DuckDB reads whole files, strictly. Where it meets anything that is not a report, nothing of
 * that file is kept, and it is read again in parts.
 */
import { closeSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { openFile } from '../../input/regular.js';
import { type Engine, literal } from '../engine.js';
import { type Depth, doubtful, insertFiles } from './columns.js';
import type { Source } from './sources.js';

/** A file as small as this is read line by line in less time than a second try takes. */
const SMALL_BYTES = 2 ** 20;
/** Files in one statement: enough to keep the threads busy, few enough to be read again where one of them is bad. */
const GROUP = { small: 64, large: 8 };

/** Reads what can be read fast; returns the sources that need the careful reader. */
export async function readFast(
  engine: Engine,
  sources: readonly Source[],
  depth: Depth,
  onGroup: (done: number) => void,
): Promise<Source[]> {
  const left: Source[] = [];
  const links = new Map<string, Source>();
  for (const sourcesOfOne of groups(sources)) {
    const held: number[] = [];
    const group = sourcesOfOne.flatMap((source) => {
      // By a name of ours: theirs may hold a quote, or a * that DuckDB would expand.
      const link = join(engine.folder, `in-${links.size}.ndjson${EXTENSION[source.packing] ?? ''}`);
      try {
        held.push(linkTo(source.path, link));
      } catch {
        // The careful reader says why.
        left.push(source);
        return [];
      }
      links.set(link, source);
      return [link];
    });
    const refused = (await tryInsert(engine, group, depth))
      ? []
      : await oneByOne(engine, group, links, depth);
    for (const fd of held) closeSync(fd);
    left.push(...refused.flatMap((link) => links.get(link) ?? []));
    onGroup(links.size);
  }
  for (const { file } of await engine.rows<{ file: string }>(doubtful('true'))) {
    await engine.run(`DELETE FROM report WHERE file = ${literal(file)}`);
    left.push(...[links.get(file)].filter((source) => source !== undefined));
  }
  return left;
}

/** Leads DuckDB to what was opened here, not to what has its name by then; works while the descriptor is held. */
export function linkTo(path: string, link: string): number {
  const fd = openFile(path);
  symlinkSync(`/proc/self/fd/${fd}`, link);
  return fd;
}

const isSmall = ({ bytes }: Source): boolean => bytes < SMALL_BYTES;

function groups(sources: readonly Source[]): Source[][] {
  const cut = (of: Source[], length: number): Source[][] =>
    Array.from({ length: Math.ceil(of.length / length) }, (_, n) => of.slice(n * length, (n + 1) * length));
  return [
    ...cut(sources.filter(isSmall), GROUP.small),
    ...cut(
      sources.filter((source) => !isSmall(source)),
      GROUP.large,
    ),
  ];
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
    const source = links.get(link);
    if (source === undefined || isSmall(source) || !(await tryInsert(engine, [link], depth)))
      refused.push(link);
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
