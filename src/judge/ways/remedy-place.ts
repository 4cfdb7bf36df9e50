/**
 * From where a command reaches the caller: a root shell of the initial user namespace, in the mount namespace and root
 * directory of who asked. A process whose place was taken may have another root; /proc/PID/root leads there.
 */
import type { Observations } from '../../observe/observations.js';
import { type Device, USERFAULTFD } from './device.js';

/** A name that a shell takes as it stands. */
const PLAIN = /^[a-z_][a-z0-9_.-]*$/i;

/** Whom a command is for, as that shell knows it. */
export interface Place {
  uid: number;
  /** Of the account; null where that shell may know another by it. */
  name: string | null;
  /** The node that the caller meets, by a path of that shell. */
  node: string;
  /** The process that has the other root; null where the shell stands in the caller's own. */
  process: number | null;
  /** In a user namespace of its own, as that of a process whose place was taken. */
  inside: boolean;
}

/**
 * Null where it can't be told: from within a user namespace neither the number of the account outside (the map goes
 * one namespace up, and that need not be the initial one) nor whose file system a path is outside.
 */
export function placeOf(
  { ranAs, takenOn, layers, caller }: Observations,
  { path }: Device = USERFAULTFD,
): Place | null {
  const process = takenOn?.process ?? null;
  if (process === null) {
    if (ranAs.initialUserNamespace !== true) return null;
    return { uid: ranAs.euid, name: plain(ranAs.user), node: path, process: null, inside: false };
  }
  // Who asked read the number of the account from outside.
  const uid = layers?.outerUid ?? null;
  if (caller?.ranAs.initialUserNamespace !== true || uid === null || process.sameRoot === null) return null;
  return {
    uid,
    name: process.sameRoot ? plain(ranAs.user) : null,
    node: process.sameRoot ? path : `/proc/${process.pid}/root${path}`,
    process: process.sameRoot ? null : process.pid,
    inside: ranAs.initialUserNamespace !== true,
  };
}

const plain = (name: string | null): string | null => (name !== null && PLAIN.test(name) ? name : null);

/** `user vm (107)`. */
export const accountWord = ({ uid, name }: Place): string =>
  `user ${name === null ? uid : `${name} (${uid})`}`;
