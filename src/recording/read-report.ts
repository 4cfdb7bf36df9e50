import { parseJson } from '../input/json.js';
import { readInput } from '../input/source.js';
import { collect, unpack } from '../input/unpack.js';
import type { Profile } from '../profiles/profile.js';
import type { Report } from '../report/contract.js';
import { checkReport } from '../report/stored.js';
import { BEGINNING } from './beginning.js';

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
    const { judged } = await import('./judged.js');
    return judged(text, profiles);
  });
}
