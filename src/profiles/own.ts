import { ownProfiles } from '../shipped.js';
import type { Profile } from './profile.js';

/**
 * The tool's profiles and those in a folder; a file of the user replaces the profile of the same name.
 * Reading one takes a parser and a validator, which are loaded where one is to be read: the bundle brings its
 * own read already.
 *
 * @param folder of `--profiles DIR`
 * @param passedOver is told of each file there that can't be read
 * @throws Fault as readFolder does
 */
export async function loadProfiles(
  folder?: string,
  passedOver = (_why: string): void => {},
): Promise<Profile[]> {
  const own = ownProfiles();
  const mine = 'parsed' in own ? (own.parsed as Profile[]) : await read(own.folder, passedOver);
  if (folder === undefined) return mine;
  const named = new Map(
    [...mine, ...(await read(folder, passedOver))].map((profile) => [profile.name, profile]),
  );
  return [...named.values()];
}

async function read(folder: string, passedOver: (why: string) => void): Promise<Profile[]> {
  const { readFolder } = await import('./load.js');
  return readFolder(folder, passedOver);
}
