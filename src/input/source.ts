import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { EXIT } from '../ground/exit.js';
import { Fault, ioFault, usageFault } from '../ground/fault.js';
import { InputError } from './error.js';

/** As a message calls it. */
export const inputName = (path: string): string => (path === '-' ? 'standard input' : path);

/**
 * Opens a file, or standard input for `-`, and hands it to whatever understands it.
 *
 * @param argument what the user named it by, for a name that is empty
 * @param verb what can't be done with a damaged file: `judge`
 * @throws Fault: 64 for an empty name, 65 with the place of the damage, 74 for a file that can't be read
 */
export async function readInput<T>(
  argument: string,
  path: string,
  verb: string,
  read: (stream: Readable) => Promise<T>,
): Promise<T> {
  if (path === '') throw usageFault(`${argument} needs the name of a file`);
  const name = inputName(path);
  try {
    return await read(path === '-' ? process.stdin : createReadStream(path));
  } catch (error) {
    if (!(error instanceof InputError)) throw ioFault(`cannot read ${name}`, error);
    throw new Fault(EXIT.data, `cannot ${verb} ${name}: ${error.message}`, { cause: error });
  }
}
