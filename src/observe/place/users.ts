/**
 * Who runs consumers here: the users of the profiles that this host has. A run as root looks for them, too, without
 * being asked; what it takes to become one of them is loaded where there is one.
 */

import type { UserRun } from '../observations.js';
import { localAccounts } from './local-accounts.js';
import type { OwnRun } from './user-run.js';

/**
 * @param names of the users that consumers run as
 * @returns null where nobody looked: root alone can become another
 */
export async function runAsUsers(names: readonly string[], own: OwnRun): Promise<UserRun[] | null> {
  if (names.length === 0 || own.ranAs.euid !== 0) return null;
  // In the file and not by the name service: the packages of consumers make local users, and a directory service that
  // hangs is nothing to wait for on behalf of a user that nobody asked for.
  const present = localAccounts(names);
  if (present.length === 0) return [];
  const { runAsUser } = await import('./user-run.js');
  const runs: UserRun[] = [];
  for (const user of present) runs.push(await runAsUser(user, own));
  return runs;
}
