/** Which files a fleet is read from: arguments to a list, in order, each file once. */
import {
  closeSync,
  createReadStream,
  createWriteStream,
  openSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { glob } from 'tinyglobby';
import { ioFault, usageFault } from '../../cli/fault.js';

export type Packing = 'plain' | 'gzip' | 'zstd' | 'parquet';

export interface Source {
  /** What messages call it. */
  name: string;
  path: string;
  packing: Packing;
  bytes: number;
  /** Begins with a lone `{`: one document over many lines. */
  pretty: boolean;
}

/** Names that a directory is searched for; a file named on the command line may be called anything. */
const IN_DIRECTORIES = '**/*.{json,ndjson,jsonl,parquet}{,.gz,.zst}';
const MAGIC: readonly [Packing, string][] = [
  ['gzip', '1f8b'],
  ['zstd', '28b52ffd'],
  ['parquet', '50415231'],
];

/**
 * @param folder where what is no regular file (standard input, a FIFO) is kept while it is read
 * @throws Fault: 64 for a pattern without a file, 74 for a file that can't be read
 */
export async function findSources(args: readonly string[], folder: string): Promise<Source[]> {
  const found = new Map<string, Source>();
  for (const [at, arg] of args.entries()) {
    for (const source of await sourcesOf(arg, join(folder, `stream-${at}`)))
      if (!found.has(key(source))) found.set(key(source), source);
  }
  return [...found.values()];
}

/** The same file by two names would count twice where hosts have no id. */
const key = ({ path }: Source): string => realpathSync(path);

async function sourcesOf(arg: string, spool: string): Promise<Source[]> {
  if (arg === '') throw usageFault('FILE needs the name of a file; - is stdin');
  if (arg === '-') return [await spooled('standard input', process.stdin, spool)];
  const doing = `cannot read ${arg}`;
  try {
    const stat = statSync(arg, { throwIfNoEntry: false });
    if (stat === undefined) return await matching(arg);
    if (stat.isDirectory())
      return (await glob(IN_DIRECTORIES, { cwd: arg, absolute: false, dot: false }))
        .sort()
        .map((name) => file(join(arg, name)));
    if (!stat.isFile()) return [await spooled(arg, createReadStream(arg), spool)];
    return [file(arg)];
  } catch (error) {
    throw (error as Error).name === 'Fault' ? error : ioFault(doing, error);
  }
}

async function matching(pattern: string): Promise<Source[]> {
  const paths = /[*?[{]/.test(pattern) ? (await glob(pattern, { absolute: false })).sort() : [];
  if (paths.length > 0) return paths.map(file);
  if (/[*?[{]/.test(pattern)) throw usageFault(`no file matches ${pattern}`);
  // Says in the system's words why it is not there.
  statSync(pattern);
  return [];
}

async function spooled(name: string, stream: NodeJS.ReadableStream, path: string): Promise<Source> {
  await pipeline(stream, createWriteStream(path, { mode: 0o600 }));
  return { ...file(path), name };
}

function file(path: string): Source {
  const fd = openSync(path, 'r');
  try {
    const head = Buffer.alloc(4);
    readSync(fd, head, 0, 4, 0);
    const packing = MAGIC.find(([, magic]) => head.toString('hex').startsWith(magic))?.[0] ?? 'plain';
    const pretty = /^\{\s*\n/.test(head.toString('latin1'));
    return { name: path, path, packing, bytes: statSync(path).size, pretty };
  } finally {
    closeSync(fd);
  }
}
