/** With which rights the run was made: what decides whether a refusal is the kernel's or the caller's. */
import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { RanAs } from '../observations.js';
import { readBounded, readRaw } from './bounded-text.js';
import { escapeBytes } from './escape.js';

/** The inode of the initial user namespace, PROC_USER_INIT_INO of include/linux/proc_ns.h. */
const INITIAL_USER_NAMESPACE = 'user:[4026531837]';

export interface CallerIds {
  euid: number;
  egid: number;
}

export function readRanAs(root = '/', ids = callerIds()): RanAs {
  const status = readRaw(root, '/proc/self/status', 16384) ?? '';
  const noNewPrivs = statusNumber(status, 'NoNewPrivs');
  return {
    euid: ids.euid,
    egid: ids.egid,
    capabilities: capabilities(status),
    initialUserNamespace: initialUserNamespace(root),
    noNewPrivs: noNewPrivs === null ? null : noNewPrivs === 1,
    seccompMode: statusNumber(status, 'Seccomp'),
    lsmLabel: lsmLabel(root),
  };
}

function callerIds(): CallerIds {
  if (process.geteuid === undefined || process.getegid === undefined) throw new Error('no user ids here');
  return { euid: process.geteuid(), egid: process.getegid() };
}

function capabilities(status: string): string | null {
  const hex = /^CapEff:\s*([0-9a-f]{1,16})$/m.exec(status)?.[1];
  return hex === undefined ? null : `0x${BigInt(`0x${hex}`).toString(16)}`;
}

function statusNumber(status: string, key: string): number | null {
  const digits = new RegExp(`^${key}:\\s*(\\d{1,9})$`, 'm').exec(status)?.[1];
  return digits === undefined ? null : Number(digits);
}

/**
 * The namespace's own inode says it; a uid_map that maps everything to itself does not quite, since
 * root can give the same map to a container (systemd's `PrivateUsers=full`), whose CAP_SYS_PTRACE
 * the kernel does not count. The map answers where the link can't be read.
 */
function initialUserNamespace(root: string): boolean | null {
  try {
    return readlinkSync(join(root, '/proc/self/ns/user')) === INITIAL_USER_NAMESPACE;
  } catch {
    const map = readRaw(root, '/proc/self/uid_map');
    return map === null || map === '' ? null : /^\s*0\s+0\s+4294967295\n$/.test(map);
  }
}

/** Reading gives EINVAL where no LSM has labels; SELinux ends its label with a NUL, AppArmor with a newline. */
function lsmLabel(root: string): string | null {
  const bytes = readBounded(root, '/proc/self/attr/current', 1024).bytes;
  if (bytes === null) return null;
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0 || bytes[end - 1] === 0x0a)) end -= 1;
  return end === 0 ? null : escapeBytes(bytes.subarray(0, end));
}
