import { writeNow } from './streams.js';

/**
 * Writes to standard output and waits until it is written, so that a full disk is an error of the
 * command and not of an event that nobody awaits.
 */
export async function writeStdout(text: string): Promise<void> {
  const rest = attempt(text);
  if (rest.length === 0) return;
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(rest, 'utf8', (error) => (error ? reject(new StdoutError(error)) : resolve()));
  });
}

function attempt(text: string): string | Uint8Array {
  try {
    return writeNow(1, text);
  } catch (error) {
    throw new StdoutError(error as Error);
  }
}

/** Standard output failed; `cause` is node's error. EPIPE among them: a reader that had enough (`| head`). */
export class StdoutError extends Error {
  override name = 'StdoutError';

  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}
