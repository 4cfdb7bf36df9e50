/** The bytes of a source, unpacked as they come: never more of them in memory than a few buffers. */
import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { openFile } from '../../../input/regular.js';
import { collect, unpack } from '../../../input/unpack.js';
import type { Source } from '../sources.js';

/** A stream of unpacked bytes; it fails with the words for a message. Of a recording, its report. */
export function unpacked({ path, packing, recording, stream }: Source): Readable {
  const raw = stream ?? createReadStream('', { fd: openFile(path) });
  if (recording) return Readable.from(report(raw));
  if (packing === 'gzip') return through(raw, zlib.createGunzip());
  if (packing === 'zstd') return unzstd(raw);
  return raw;
}

/** Of a recording: the line of its report. */
async function* report(raw: Readable): AsyncGenerator<Buffer> {
  const text = await unpack(await collect(raw));
  const [{ judged }, { loadProfiles }] = await Promise.all([
    import('../../../recording/judged.js'),
    import('../../../profiles/own.js'),
  ]);
  yield Buffer.from(`${JSON.stringify(judged(text, await loadProfiles()))}\n`);
}

type ZlibWithZstd = typeof zlib & { createZstdDecompress?: () => zlib.Gunzip };

/** Node knows zstd from 22.15 on; before that the command of the same name does it. */
function unzstd(raw: Readable): Readable {
  const create = (zlib as ZlibWithZstd).createZstdDecompress;
  if (create !== undefined) return through(raw, create());
  const child = spawn('zstd', ['--decompress', '--stdout', '--quiet', '-'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = new Promise<Error | null>((resolve) => {
    child.on('error', () =>
      resolve(new Error('zstd data, for which Node 22.15 or the zstd command is needed')),
    );
    child.on('close', (code) => resolve(code === 0 ? null : new Error('damaged zstd data')));
  });
  // The end is held back until the command has ended well: a file that was cut would end like a whole one.
  const output = new PassThrough({ flush: (done) => void ended.then(done) });
  raw.on('error', (error) => output.destroy(error));
  child.stdin.on('error', () => raw.unpipe(child.stdin));
  output.on('close', () => child.kill());
  raw.pipe(child.stdin);
  return child.stdout.pipe(output);
}

function through(raw: Readable, unpack: zlib.Gunzip): Readable {
  raw.on('error', (error) => unpack.destroy(error));
  unpack.on('close', () => raw.destroy());
  return raw.pipe(unpack);
}
