/** What can stand between a caller and userfaultfd, as files tell it. */

import type { Layers } from '../../observations.js';
import { readRaw } from '../bounded-text.js';
import { readDeviceCgroup } from './device-cgroup.js';
import { readDeviceMinor } from './device-known.js';
import type { Root } from './root.js';
import { statusNumber } from './status.js';

const STATUS_BYTES = 16384;

/**
 * @param outerUid the user id outside of the user namespace, where the caller knows it better than /proc/self
 * @param euid of the process whose /proc/self that is
 */
export function readLayers(
  root: Root = '/',
  lsmLabel: string | null = null,
  outerUid?: number,
  euid = process.geteuid?.() ?? -1,
): Layers {
  const lsms = readRaw(root, '/sys/kernel/security/lsm')?.trim() ?? null;
  return {
    lsms: lsms === null ? null : lsms.split(',').filter((each) => each !== ''),
    lsmEnforces: enforces(root, lsmLabel),
    seccompFilters: statusNumber(readRaw(root, '/proc/self/status', STATUS_BYTES) ?? '', 'Seccomp_filters'),
    deviceCgroup: readDeviceCgroup(root),
    deviceMinor: readDeviceMinor(root),
    outerUid: outerUid ?? readOuterUid(root, euid),
  };
}

/** AppArmor says it in the label, SELinux in a file; null where neither has a word on it. */
function enforces(root: Root, label: string | null): boolean | null {
  const mode = / \((enforce|complain|kill|unconfined)\)$/.exec(label ?? '')?.[1];
  if (mode !== undefined) return mode === 'enforce' || mode === 'kill';
  if (label === 'unconfined') return false;
  const selinux = readRaw(root, '/sys/fs/selinux/enforce')?.trim();
  return selinux === '1' ? true : selinux === '0' ? false : null;
}

/** The first line of the map that holds this user, in terms of the namespace above. */
function readOuterUid(root: Root, uid: number): number | null {
  const map = readRaw(root, '/proc/self/uid_map') ?? '';
  for (const line of map.split('\n')) {
    const [inside = Number.NaN, outside = Number.NaN, count = 0] = line.trim().split(/\s+/).map(Number);
    if (uid >= inside && uid < inside + count) return outside + uid - inside;
  }
  return null;
}
