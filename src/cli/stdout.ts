/**
 * Writes to standard output and waits until it is written, so that a full disk is an error of the
 * command and not of an event that nobody awaits.
 */
export function writeStdout(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, 'utf8', (error) => (error ? reject(new StdoutError(error)) : resolve()));
  });
}

/** Standard output failed; `cause` is node's error. EPIPE among them: a reader that had enough (`| head`). */
export class StdoutError extends Error {
  override name = 'StdoutError';

  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}
