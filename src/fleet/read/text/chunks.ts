/** The unpacked bytes of a source, one chunk at a time. */
import type { Readable } from 'node:stream';
import { errnoWords } from '../../../ground/fault.js';
import type { Source } from '../sources.js';
import { unpacked } from './unpack.js';

/** Whether more is wanted. */
export type Next = boolean | Promise<boolean>;

/** Ends with null, or with what was wrong with the file or its packing. */
export async function eachChunk(source: Source, take: (chunk: Buffer) => Next): Promise<Error | null> {
  let stream: Readable;
  try {
    stream = unpacked(source);
  } catch (error) {
    return error as Error;
  }
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      stream.destroy();
      reject(error);
    };
    const go = (more: boolean): void => {
      if (more) return void stream.resume();
      stream.destroy();
      resolve(null);
    };
    // Not `for await`: that drops what was unpacked when damage is met right behind it.
    let pending: Promise<void> | null = null;
    stream.on('data', (chunk: Buffer) => {
      try {
        const next = take(chunk);
        if (next === true) return;
        stream.pause();
        pending = Promise.resolve(next).then(go).catch(fail);
      } catch (error) {
        fail(error);
      }
    });
    // What was taken last must be done with first: damage may be met meanwhile.
    stream.on('error', (error) => void Promise.resolve(pending).then(() => resolve(error)));
    stream.on('end', () => resolve(null));
    stream.on('close', () => void Promise.resolve(pending).then(() => resolve(null)));
  });
}

/** In words for a message. */
export function damage(error: NodeJS.ErrnoException): string {
  if (error.code === 'Z_BUF_ERROR') return 'gzip data ends early';
  return error.code?.startsWith('Z_') === true ? 'damaged gzip data' : errnoWords(error);
}
