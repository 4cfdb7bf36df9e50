/** From bytes to JSON text: packed or not, bounded, and with the place of what is broken. */
import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError } from './error.js';

/** Recordings are some 150 KB, documents with distributions a few hundred; beyond this, packed or unpacked, something is wrong or hostile. */
export const LIMIT_BYTES = 64 * 1024 * 1024;

const tooLarge = (): InputError => new InputError(`larger than ${LIMIT_BYTES / 1024 / 1024} MiB`);

/** The bytes of a stream, read no further than the limit. @throws InputError, or what the stream throws */
export async function collect(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LIMIT_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The text in `bytes`, which are gzip if they begin as gzip does (RFC 1952: 1f 8b). @throws InputError */
export async function unpack(bytes: Buffer): Promise<string> {
  if (bytes.length === 0) throw new InputError('empty file');
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const plain = packed ? await gunzip(bytes) : bytes;
  if (isUtf8(plain)) return plain.toString();
  throw new InputError(`no UTF-8 at byte ${firstBadByte(plain)}`);
}

async function gunzip(bytes: Buffer): Promise<Buffer> {
  const stream = createGunzip();
  let unpacked = 0;
  stream.on('data', (chunk: Buffer) => {
    unpacked += chunk.length;
  });
  stream.end(bytes);
  try {
    return await collect(stream);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR')
      throw new InputError(`truncated gzip: it ends early, at byte ${bytes.length}`);
    throw new InputError(`damaged gzip, after ${unpacked} unpacked bytes: ${message}`);
  }
}

/** Where the bytes differ from what decoding (U+FFFD for what is broken) and encoding make of them. */
function firstBadByte(bytes: Buffer): number {
  const again = Buffer.from(bytes.toString());
  let at = 0;
  while (bytes[at] === again[at]) at++;
  return at;
}
