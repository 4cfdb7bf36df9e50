/** Which files a fleet is read from: arguments to a list, in order, each file once. */
import { closeSync, createReadStream, fstatSync, readSync, type Stats, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { constants, gunzipSync } from 'node:zlib';
import { glob } from 'tinyglobby';
import { EXIT } from '../../ground/exit.js';
import { errnoWords, Fault, ioFault, usageFault } from '../../ground/fault.js';
import { NoFileError, openFile } from '../../input/regular.js';
import { BEGINNING } from '../../recording/beginning.js';
import { type BadList, ofFile } from './bad.js';
import { listing } from './listing.js';
import { spool } from './text/spool.js';

export type Packing = 'plain' | 'gzip' | 'zstd' | 'parquet';

export interface Source {
  /** What messages call it. */
  name: string;
  path: string;
  /** Device and inode: the same file by two names would count twice where hosts have no id. */
  id: string;
  packing: Packing;
  /** Of a stream nobody knows: infinite. */
  bytes: number;
  /** What is no regular file, and is read once. */
  stream?: Readable;
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
 * @param folder where Parquet from standard input or a FIFO is kept: it is read from its end
 * @param bad gets what is there and can't be read
 * @throws Fault: 64 for a pattern without a file, 74 where nothing can be read
 */
export async function findSources(args: readonly string[], folder: string, bad: BadList): Promise<Source[]> {
  const found = new Map<string, Source>();
  for (const arg of new Set(args)) {
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
  if (arg === '-') return [await streamed('standard input', process.stdin, folder)];
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
  if (stat.isFIFO()) return [await streamed(arg, createReadStream(arg), folder)];
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
      const reason =
        error instanceof NoFileError ? `${error.message}, not read` : errnoWords(ofFile(error, path));
      bad.add({ file: path, line: null, reason }, EXIT.io);
      return [];
    }
  });
}

async function streamed(name: string, stream: Readable, folder: string): Promise<Source> {
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
  const first: Buffer[] = [];
  try {
    for (let length = 0; length < HEAD_BYTES; length += first.at(-1)?.length ?? 0) {
      const { done, value } = await chunks.next();
      if (done === true) break;
      first.push(value);
    }
  } catch (error) {
    throw ioFault(`cannot read ${name}`, error);
  }
  const all = Readable.from(joined(first, chunks), { objectMode: false });
  const known = kindOfText(Buffer.concat(first).subarray(0, HEAD_BYTES));
  if (known.packing === 'parquet') return { ...source(await spool(all, name, folder)), name };
  const bytes = first.length === 0 ? 0 : Number.POSITIVE_INFINITY;
  return { name, path: name, id: `stream ${name}`, bytes, stream: all, ...known };
}

async function* joined(first: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* first;
  yield* { [Symbol.asyncIterator]: () => rest };
}

/** As far as it goes; empty for what is no gzip. */
function unpackedHead(head: Buffer): string {
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1');
  } catch {
    return '';
  }
}

function kindOfText(head: Buffer): Pick<Source, 'packing' | 'pretty' | 'recording'> {
  const packing = MAGIC.find(([, magic]) => head.toString('hex').startsWith(magic))?.[0] ?? 'plain';
  const text = packing === 'gzip' ? unpackedHead(head) : head.toString('latin1');
  const recording = text.startsWith(BEGINNING);
  return { packing, recording, pretty: recording || /^\{\s*\n/.test(text.slice(0, 4)) };
}

function source(path: string): Source {
  const fd = openFile(path);
  try {
    const { dev, ino, size: bytes } = fstatSync(fd);
    const buffer = Buffer.alloc(HEAD_BYTES);
    const head = buffer.subarray(0, readSync(fd, buffer, 0, HEAD_BYTES, 0));
    return { name: path, path, id: `${dev}:${ino}`, bytes, ...kindOfText(head) };
  } finally {
    closeSync(fd);
  }
}
