/** `--as`: a user with its groups and no capabilities, as a login or a service of that user has it. */
import { type Account, findAccount, findGroup, groupsOf } from './accounts.js';
import { readRaw } from './files/bounded-text.js';
import type { Identity } from './identity.js';
import { IdentityError } from './identity-error.js';
import type { RanAs } from './observations.js';

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
  const root = uid === 0;
  return {
    takenOn: { how: 'as', process: null },
    native: {
      uids: [uid, uid, uid],
      gids: [gid, gid, gid],
      groups: supplementary(account, gid),
      // Who would be started as that user here keeps them as well (user_namespaces(7), /proc/PID/setgroups).
      keepGroups: readRaw('/', '/proc/self/setgroups') === 'deny\n',
      process: -1,
      namespaces: 0,
      root: -1,
      permitted: 0n,
      effective: 0n,
      noNewPrivs: false,
    },
    expected: {
      ...own,
      user: own.initialUserNamespace === false ? null : (account?.name ?? null),
      euid: uid,
      egid: gid,
      capabilities: '0x0',
    },
    outerUid: uid,
    title: `user ${account?.name ?? user}${root ? ' without capabilities' : ''}`,
    isThere: () => true,
    close: () => {},
  };
}

function supplementary(account: Account | null, gid: number): number[] {
  const groups = account === null ? [] : groupsOf(account);
  return [...new Set([gid, ...groups])].sort((a, b) => a - b);
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
