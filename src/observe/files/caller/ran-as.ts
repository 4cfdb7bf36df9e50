/** With which rights the run was made: what decides whether a refusal is the kernel's or the caller's. */

import { userInfo } from 'node:os';
import type { RanAs } from '../../observations.js';
import { readBounded, readRaw } from '../bounded-text.js';
import { escapeBytes, escapeText } from '../escape.js';
import { linkAt, type Root } from './root.js';
import { statusHex, statusIds, statusNumber } from './status.js';

/** The inode of the initial user namespace, PROC_USER_INIT_INO of include/linux/proc_ns.h. */
export const INITIAL_USER_NAMESPACE = 4026531837;

export interface CallerIds {
  user: string | null;
  euid: number;
  egid: number;
}

export function readRanAs(root: Root = '/', ids = callerIds()): RanAs {
  const status = readRaw(root, '/proc/self/status', 16384) ?? '';
  const noNewPrivs = statusNumber(status, 'NoNewPrivs');
  const capabilities = statusHex(status, 'CapEff');
  const initial = initialUserNamespace(root);
  return {
    user: initial === false ? null : ids.user,
    euid: ids.euid,
    egid: ids.egid,
    groups: statusIds(status, 'Groups'),
    capabilities: capabilities === null ? null : `0x${capabilities.toString(16)}`,
    initialUserNamespace: initial,
    noNewPrivs: noNewPrivs === null ? null : noNewPrivs === 1,
    seccompMode: statusNumber(status, 'Seccomp'),
    lsmLabel: readLabel(root, 'self'),
  };
}

function callerIds(): CallerIds {
  if (process.geteuid === undefined || process.getegid === undefined) throw new Error('no user ids here');
  return { user: userName(), euid: process.geteuid(), egid: process.getegid() };
}

/** Null for a caller that the password file has no entry of. */
function userName(): string | null {
  try {
    return escapeText(userInfo().username);
  } catch {
    return null;
  }
}

/**
 * The namespace's own inode says it; a uid_map that maps everything to itself does not quite, since
 * root can give the same map to a container (systemd's `PrivateUsers=full`), whose CAP_SYS_PTRACE
 * the kernel does not count. The map answers where the link can't be read.
 */
function initialUserNamespace(root: Root): boolean | null {
  const link = linkAt(root, '/proc/self/ns/user');
  if (link !== null) return link === `user:[${INITIAL_USER_NAMESPACE}]`;
  const map = readRaw(root, '/proc/self/uid_map');
  return map === null || map === '' ? null : /^\s*0\s+0\s+4294967295\n$/.test(map);
}

/** Reading gives EINVAL where no LSM has labels; SELinux ends its label with a NUL, AppArmor with a newline. */
export function readLabel(root: Root, pid: string): string | null {
  const bytes = readBounded(root, `/proc/${pid}/attr/current`, 1024).bytes;
  if (bytes === null) return null;
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0 || bytes[end - 1] === 0x0a)) end -= 1;
  return end === 0 ? null : escapeBytes(bytes.subarray(0, end));
}
