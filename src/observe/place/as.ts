/** `--as`: a user with its groups and no capabilities, as a login or a service of that user has it. */

import type { RanAs } from '../observations.js';
import { findAccount, findGroup, groupsOf } from './accounts.js';
import { IdentityError } from './identity-error.js';
import type { Identity } from './identity-request.js';
import { identityOf } from './user-identity.js';

/** No user or group has the number with all bits set: it means "leave as it is" to the kernel. */
const LARGEST_ID = 0xfffffffe;

/** @throws IdentityError for a user or group that no database has */
export function findUser({ user, group }: { user: string; group: string | null }, own: RanAs): Identity {
  const account = findAccount(user);
  const uid = account?.uid ?? number(user);
  if (uid === null) throw new IdentityError('name', `no such user: ${user}`);
  const gid = group === null ? account?.gid : groupId(group);
  if (gid === undefined)
    throw new IdentityError(
      'name',
      `user ${user} has no entry in the user database, so no group; give one: --as ${user}:GROUP`,
    );
  const groups = account === null ? [] : groupsOf(account);
  return identityOf({ name: account?.name ?? null, title: user, uid, gid }, groups, own);
}

function groupId(group: string): number {
  const gid = findGroup(group) ?? number(group);
  if (gid === null) throw new IdentityError('name', `no such group: ${group}`);
  return gid;
}

function number(text: string): number | null {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return value <= LARGEST_ID ? value : null;
}
