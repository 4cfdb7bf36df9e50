/** The place of a user, as a login or a service of that user has it: its groups and no capabilities. */
import { readRaw } from '../files/bounded-text.js';
import type { RanAs } from '../observations.js';
import type { Identity } from './identity-request.js';

interface Whom {
  /** Null where no database has one. */
  name: string | null;
  /** What to call it in a message where there is no name. */
  title: string;
  uid: number;
  gid: number;
}

/** @param groups beside the first one */
export function identityOf({ name, title, uid, gid }: Whom, groups: readonly number[], own: RanAs): Identity {
  return {
    takenOn: { how: 'as', process: null },
    native: {
      uids: [uid, uid, uid],
      gids: [gid, gid, gid],
      groups: [...new Set([gid, ...groups])].sort((a, b) => a - b),
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
      user: own.initialUserNamespace === false ? null : name,
      euid: uid,
      egid: gid,
      capabilities: '0x0',
    },
    outerUid: uid,
    title: `user ${name ?? title}${uid === 0 ? ' without capabilities' : ''}`,
    isThere: () => true,
    close: () => {},
  };
}
