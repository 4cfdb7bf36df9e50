import { readInput } from '../cli/input.js';
import { parseJson } from '../input/json.js';
import { collect, unpack } from '../input/unpack.js';
import type { Profile } from '../profiles/profile.js';
import { BEGINNING } from '../recording/beginning.js';
import type { Report } from './contract.js';
import { checkReport } from './stored.js';

/**
 * A report from a file, packed with gzip or not, that anybody may have written; of a recording of hgm-observe, which
 * no report was made of yet, the one that comes of it.
 *
 * @param path `-` is standard input
 * @param argument what the user named the file by: `--from`
 * @throws Fault: 64 for an empty name, 65 with the place of the damage, 74 for a file that can't be read
 */
export function readReport(
  path: string,
  argument = 'the report',
  profiles: readonly Profile[] = [],
): Promise<Report> {
  return readInput(argument, path, 'read', async (stream) => {
    const text = await unpack(await collect(stream));
    if (!text.startsWith(BEGINNING)) return checkReport(parseJson(text));
    const { judged } = await import('../recording/judged.js');
    return judged(text, profiles);
  });
}
