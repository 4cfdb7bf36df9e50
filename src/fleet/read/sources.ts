/** Which files a fleet is read from: arguments to a list, in order, each file once. */
import { closeSync, createReadStream, fstatSync, readSync, type Stats, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { constants, gunzipSync } from 'node:zlib';
import { glob } from 'tinyglobby';
import { EXIT } from '../../ground/exit.js';
import { errnoWords, Fault, usageFault } from '../../ground/fault.js';
import { NoFileError, openFile } from '../../input/regular.js';
import { BEGINNING } from '../../recording/beginning.js';
import type { BadList } from './bad.js';
import { listing } from './listing.js';
import { spool } from './spool.js';

export type Packing = 'plain' | 'gzip' | 'zstd' | 'parquet';

export interface Source {
  /** What messages call it. */
  name: string;
  path: string;
  /** Device and inode: the same file by two names would count twice where hosts have no id. */
  id: string;
  packing: Packing;
  bytes: number;
  /** One document over many lines: begins with a lone `{`, or is a recording. */
  pretty: boolean;
  /** Of hgm-observe: to be judged first. */
  recording: boolean;
}

/** As much as a file is known by, packed or not. */
const HEAD_BYTES = 512;

const MAGIC: readonly [Packing, string][] = [
  ['gzip', '1f8b'],
  ['zstd', '28b52ffd'],
  ['parquet', '50415231'],
];

/**
 * @param folder where what is no regular file (standard input, a FIFO) is kept while it is read
 * @param bad gets what is there and can't be read
 * @throws Fault: 64 for a pattern without a file, 74 where nothing can be read
 */
export async function findSources(args: readonly string[], folder: string, bad: BadList): Promise<Source[]> {
  const found = new Map<string, Source>();
  for (const arg of args) {
    for (const source of await sourcesOf(arg, folder, bad))
      if (!found.has(source.id)) found.set(source.id, source);
  }
  const [first] = bad.named;
  if (found.size === 0 && first !== undefined)
    throw new Fault(EXIT.io, `cannot read ${first.file}: ${first.reason}`);
  return [...found.values()];
}

async function sourcesOf(arg: string, folder: string, bad: BadList): Promise<Source[]> {
  if (arg === '') throw usageFault('FILE needs the name of a file; - is stdin');
  if (arg === '-') return [await spooled('standard input', process.stdin, folder)];
  let stat: Stats | undefined;
  try {
    stat = statSync(arg, { throwIfNoEntry: false });
  } catch {
    // Opening it says why.
    return files([arg], bad);
  }
  if (stat === undefined && arg.includes('\ufffd')) {
    bad.add({ file: arg, line: null, reason: 'its name is not UTF-8' }, EXIT.io);
    return [];
  }
  if (stat === undefined && !PATTERN.test(arg)) {
    // A shell may have named it a moment ago.
    bad.add({ file: arg, line: null, reason: 'no such file or directory' }, EXIT.io);
    return [];
  }
  if (stat === undefined) return files(await matching(arg), bad);
  if (stat.isFIFO()) return [await spooled(arg, createReadStream(arg), folder)];
  if (!stat.isDirectory()) return files([arg], bad);
  const { files: paths, passed } = listing(arg);
  for (const { path, why } of passed) bad.add({ file: path, line: null, reason: why }, EXIT.io);
  return files(paths, bad);
}

const PATTERN = /[*?[{]/;

async function matching(pattern: string): Promise<string[]> {
  const paths = (await glob(pattern, { absolute: false })).sort();
  if (paths.length === 0) throw usageFault(`no file matches ${pattern}`);
  return paths;
}

/** Those of them that can be read; the others are named. */
function files(paths: readonly string[], bad: BadList): Source[] {
  return paths.flatMap((path) => {
    try {
      return [source(path)];
    } catch (error) {
      const reason = error instanceof NoFileError ? `${error.message}, not read` : errnoWords(error);
      bad.add({ file: path, line: null, reason }, EXIT.io);
      return [];
    }
  });
}

async function spooled(name: string, stream: Readable, folder: string): Promise<Source> {
  return { ...source(await spool(stream, name, folder)), name };
}

/** As far as it goes; empty for what is no gzip. */
function unpackedHead(head: Buffer): string {
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1');
  } catch {
    return '';
  }
}

function source(path: string): Source {
  const fd = openFile(path);
  try {
    const { dev, ino, size: bytes } = fstatSync(fd);
    const buffer = Buffer.alloc(HEAD_BYTES);
    const head = buffer.subarray(0, readSync(fd, buffer, 0, HEAD_BYTES, 0));
    const packing = MAGIC.find(([, magic]) => head.toString('hex').startsWith(magic))?.[0] ?? 'plain';
    const recording = (packing === 'gzip' ? unpackedHead(head) : head.toString('latin1')).startsWith(
      BEGINNING,
    );
    const pretty = recording || /^\{\s*\n/.test(head.toString('latin1', 0, 4));
    return { name: path, path, id: `${dev}:${ino}`, packing, bytes, pretty, recording };
  } finally {
    closeSync(fd);
  }
}
