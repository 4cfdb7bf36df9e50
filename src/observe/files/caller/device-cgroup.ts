/** Whether the cgroup of a process limits devices: a list of version 1, or a BPF program of version 2. */

import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceCgroup } from '../../observations.js';
import { loadAddon } from '../../program/addon.js';
import { readRaw } from '../bounded-text.js';
import { escapeText } from '../escape.js';
import type { Root } from './root.js';

const TEXT_BYTES = 1 << 20;
/** What devices.list of version 1 says where nothing was ever denied. */
const ALL = 'a *:* rwm';

/** /proc/PID/cgroup as it stands, to compare; null where it can't be read. */
export const cgroupsOf = (root: Root, pid: string): string | null =>
  readRaw(root, `/proc/${pid}/cgroup`, TEXT_BYTES);

/** Null where the process is in no cgroup that could limit devices, or where that can't be read. */
export function readDeviceCgroup(root: Root, pid = 'self'): DeviceCgroup | null {
  const memberships = (cgroupsOf(root, pid) ?? '').split('\n').map(membership);
  const one = memberships.find((each) => each?.controllers.split(',').includes('devices'));
  const two = memberships.find((each) => each?.hierarchy === '0');
  if (one === undefined && two === undefined) return null;
  const mounts = readRaw(root, '/proc/self/mountinfo', TEXT_BYTES) ?? '';
  const first = one ? { version: 1 as const, path: one.path } : null;
  const second = two ? { version: 2 as const, path: two.path } : null;
  const ofOne = first && {
    ...first,
    path: escapeText(first.path),
    devices: listed(root, mounts, first.path),
  };
  // Both may stand at once, and either refuses.
  if (ofOne !== null && (ofOne.devices !== 'open' || second === null)) return ofOne;
  if (second === null) return null;
  const devices = programs(root, mounts, second.path);
  if (ofOne !== null && devices !== 'limited') return ofOne;
  return { ...second, path: escapeText(second.path), devices };
}

/** `4:memory,devices:/a/path`. */
function membership(line: string): { hierarchy: string; controllers: string; path: string } | null {
  const [, hierarchy, controllers, path] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
  if (hierarchy === undefined || controllers === undefined || path === undefined) return null;
  return { hierarchy, controllers, path };
}

function listed(root: Root, mounts: string, path: string): DeviceCgroup['devices'] {
  const at = mountOf(mounts, 'cgroup', 'devices');
  const text = at === null ? null : readRaw(root, join(at, path, 'devices.list'));
  if (text === null) return null;
  return text.trim() === ALL ? 'open' : 'limited';
}

function programs(root: Root, mounts: string, path: string): DeviceCgroup['devices'] {
  const at = mountOf(mounts, 'cgroup2', null);
  if (at === null) return null;
  const count = typeof root === 'string' ? ask(join(root, at, path)) : root.devicePrograms(join(at, path));
  return count < 0 ? null : count === 0 ? 'open' : 'limited';
}

/** Negative where it could not be asked. */
function ask(folder: string): number {
  try {
    const directory = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      return loadAddon().devicePrograms(directory);
    } finally {
      closeSync(directory);
    }
  } catch {
    return -1;
  }
}

/** Where a hierarchy is mounted whole; a part of one would give its paths other names. */
function mountOf(mounts: string, type: string, controller: string | null): string | null {
  for (const line of mounts.split('\n')) {
    const [head = '', tail = ''] = line.split(' - ');
    const [, , , within, at] = head.split(' ');
    const [kind, , options = ''] = tail.split(' ');
    if (kind !== type || within !== '/' || at === undefined) continue;
    if (controller === null || options.split(',').includes(controller)) return at;
  }
  return null;
}
