/**
 * The fast reader: DuckDB reads whole files, strictly. Where it meets anything that needs a second look, nothing of
 * that file is kept, and it is read again in parts.
 */
import { closeSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { openFile } from '../../input/regular.js';
import type { Source } from './sources.js';
import { type Taker, takeFiles } from './take.js';

/** Of a file this small a second try costs more than reading it line by line, and opening it more than reading it. */
export const SMALL_BYTES = 2 ** 20;
/** Files in one statement: enough to keep the threads busy, few enough to be read again where one of them is bad. */
const GROUP = { small: 64, large: 2 };

/** Reads what can be read fast; returns the sources that need the careful reader. */
export async function readFast(
  taker: Taker,
  sources: readonly Source[],
  onGroup: (done: number) => void,
): Promise<Source[]> {
  const left: Source[] = [];
  let count = 0;
  for (const sourcesOfOne of groups(sources)) {
    const links = new Map<string, Source>();
    const held: number[] = [];
    for (const source of sourcesOfOne) {
      // By a name of ours: theirs may hold a quote, or a * that DuckDB would expand.
      const link = join(taker.engine.folder, `in-${count++}.ndjson${EXTENSION[source.packing] ?? ''}`);
      try {
        held.push(linkTo(source.path, link));
        links.set(link, source);
      } catch {
        // The careful reader says why.
        left.push(source);
      }
    }
    try {
      const refused = await refusedOf(taker, links);
      left.push(...refused.flatMap((link) => links.get(link) ?? []));
    } finally {
      for (const fd of held) closeSync(fd);
    }
    onGroup(count);
  }
  return left;
}

/** Where one bad file has cost the others their statement, the large ones are tried one by one. */
async function refusedOf(taker: Taker, links: ReadonlyMap<string, Source>): Promise<readonly string[]> {
  const all = [...links.keys()];
  if (all.length === 0) return [];
  const refused = await takeFiles(taker, all);
  if (refused.length < all.length || all.length === 1) return refused;
  const left: string[] = [];
  for (const [link, source] of links)
    if (isSmall(source) || (await takeFiles(taker, [link])).length > 0) left.push(link);
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
