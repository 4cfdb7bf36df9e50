import { readInput } from '../cli/input.js';
import { parseJson } from '../input/json.js';
import { collect, unpack } from '../input/unpack.js';
import type { Report } from './contract.js';
import { checkReport } from './stored.js';

/**
 * A report from a file, packed with gzip or not, that anybody may have written.
 *
 * @param path `-` is standard input
 * @param argument what the user named the file by: `--from`
 * @throws Fault: 64 for an empty name, 65 with the place of the damage, 74 for a file that can't be read
 */
export function readReport(path: string, argument = 'the report'): Promise<Report> {
  return readInput(argument, path, 'read', async (stream) =>
    checkReport(parseJson(await unpack(await collect(stream)))),
  );
}
