/** Where in the trees of cgroups a process is, and where the trees are mounted. */
import { join } from 'node:path';
import { readRaw } from '../bounded-text.js';
import { linkAt, type Root } from './root.js';

const TEXT_BYTES = 1 << 20;
/** The inode of the initial cgroup namespace, PROC_CGROUP_INIT_INO of include/linux/proc_ns.h. */
const INITIAL_CGROUP_NAMESPACE = 4026531835;

/** A cgroup of a process: its path, and the directories of it and of its ancestors, as far as a mount shows them. */
export interface Placed {
  version: 1 | 2;
  /** As in /proc/PID/cgroup. */
  path: string;
  /** Own first. The path of each is that of the hierarchy, its directory counts from the root of the reading. */
  chain: { path: string; directory: string }[];
  /** Whether the chain goes up to the root of the hierarchy, which nothing limits. */
  whole: boolean;
}

interface Mount {
  within: string;
  at: string;
}

/**
 * The cgroup that a controller has a process in: of version 1 where such a hierarchy has the controller, else of
 * version 2. Null where neither is there. `known` is false where /proc could not be asked.
 */
export function placeOf(
  root: Root,
  pid: string,
  controller: string,
): { known: boolean; placed: Placed | null } {
  const text = readRaw(root, `/proc/${pid}/cgroup`, TEXT_BYTES);
  // A kernel without cgroups has no such file in a directory that is there.
  if (text === null) return { known: readRaw(root, `/proc/${pid}/status`, 16384) !== null, placed: null };
  const lines = text.split('\n').flatMap((line) => {
    const [, hierarchy = '', controllers = '', path = ''] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
    return path === '' ? [] : [{ hierarchy, controllers: controllers.split(','), path }];
  });
  const one = lines.find((line) => line.controllers.includes(controller));
  const two = lines.find((line) => line.hierarchy === '0');
  const found = one ?? two;
  if (found === undefined) return { known: true, placed: null };
  const version = one === undefined ? 2 : 1;
  const within = isInitial(root);
  // Of the root there is nothing to be read, and nothing limits it.
  if (found.path === '/' && within)
    return { known: true, placed: { version, path: '/', chain: [], whole: true } };
  const mount = mountOf(root, version, controller, found.path);
  const chain = mount === null ? [] : directories(found.path, mount);
  const whole = within && mount?.within === '/';
  return { known: true, placed: { version, path: found.path, chain, whole } };
}

function isInitial(root: Root): boolean {
  return linkAt(root, '/proc/self/ns/cgroup') === `cgroup:[${INITIAL_CGROUP_NAMESPACE}]`;
}

/** The mount that shows most of the way to the cgroup: one may show a part of the hierarchy only. */
function mountOf(root: Root, version: 1 | 2, controller: string, path: string): Mount | null {
  // `/../other` is outside of the cgroup namespace.
  if (path.split('/').includes('..')) return null;
  const text = readRaw(root, '/proc/self/mountinfo', TEXT_BYTES) ?? '';
  const mounts = text.split('\n').flatMap((line): Mount[] => {
    const [head = '', tail = ''] = line.split(' - ');
    const [, , , within, at] = head.split(' ');
    const [type, , options = ''] = tail.split(' ');
    if (within === undefined || at === undefined || type !== (version === 1 ? 'cgroup' : 'cgroup2'))
      return [];
    if (version === 1 && !options.split(',').includes(controller)) return [];
    const mount = { within: unescaped(within), at: unescaped(at) };
    return isAbove(mount.within, path) ? [mount] : [];
  });
  return mounts.sort((a, b) => a.within.length - b.within.length)[0] ?? null;
}

const isAbove = (parent: string, path: string): boolean =>
  parent === '/' || path === parent || path.startsWith(`${parent}/`);

function directories(path: string, { within, at }: Mount): Placed['chain'] {
  const below = path
    .slice(within === '/' ? 0 : within.length)
    .split('/')
    .filter((part) => part !== '');
  const top = within === '/' ? '' : within;
  return Array.from({ length: below.length + 1 }, (_, up) => {
    const parts = below.slice(0, below.length - up);
    return { path: [top, ...parts].join('/') || '/', directory: join(at, ...parts) };
  });
}

/** mountinfo writes blanks and the backslash in octal. */
const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
