import type { Experiment, Observations, RanAs } from '../../observe/observations.js';
import { experiment, step, succeeded } from '../lookup.js';
import { ignoresFileModes } from './caller.js';
import { type Device, USERFAULTFD } from './device.js';

/** include/uapi/linux/stat.h, major.h and statfs.h */
const FILE_TYPE = 0xf000;
const CHARACTER_DEVICE = 0x2000;
const DIRECTORY = 0x4000;
const MISC_MAJOR = 10;
const RDONLY = 1;
const NODEV = 4;
/** Read and write. */
const RW = 6;
/** What an id that a user namespace does not map looks like (kernel.overflowuid). */
const OVERFLOW = 65534;
/** Tags of include/uapi/linux/posix_acl.h; `u` and `g` name somebody, the others are the three of the mode. */
const TAG = { owner: 1, user: 2, group: 4, namedGroup: 8, mask: 16, other: 32 } as const;
const LETTERS: Readonly<Record<number, string>> = { 2: 'u', 8: 'g', 16: 'm' };

/** Those that a user namespace may mount (FS_USERNS_MOUNT) and that hold nodes; include/uapi/linux/magic.h. */
const USER_MOUNTS: Readonly<Record<string, string>> = {
  '0x1021994': 'tmpfs',
  '0x858458f6': 'ramfs',
  '0x794c7630': 'overlayfs',
  '0x65735546': 'fuse',
};

/** Whether the file system opens no device because a user namespace mounted it, which no flag shows. */
export type UserMount = 'ruled_out' | 'possible' | 'shown';

/** A device node as the experiments' own calls saw it. */
export interface DeviceNode {
  /** Of looking at it; null where it could be. */
  errno: string | null;
  /** Whether it is the device that /proc/misc names; null where that is not known. */
  isDevice: boolean | null;
  /** What container engines make where a path is to be passed in that the host does not have. */
  isDirectory: boolean;
  /** On a mount that opens no devices; where there is no node, /dev is. */
  nodev: boolean;
  /** Null where nobody looked: recordings of earlier versions. */
  userMount: UserMount | null;
  /** On a mount that takes no change. */
  readOnly: boolean;
  /** By this caller, whose class of the mode is the owner's then. */
  owned: boolean;
  /** The list has an entry for this caller, which decides before any group. */
  named: boolean;
  /** Whether its mode and list let this caller read and write; null where a fact is missing. */
  allows: boolean | null;
  /** Fields of evidence: `mode=0600 uid=0 gid=0 acl=u:33:rw`. */
  words: string;
}

interface AclEntry {
  tag: number;
  permissions: number;
  /** Null for the classes of a mode, which name nobody. */
  id: number | null;
}

/** Null where nobody looked: recordings of earlier versions. */
export function deviceNode(observations: Observations, device: Device = USERFAULTFD): DeviceNode | null {
  const of = experiment(observations, device.seenBy);
  const call = step(of, 'node');
  if (of === undefined || call === undefined) return null;
  if (!succeeded(call)) {
    const errno = String(call.errno);
    const there = mountFlags(of, 'dev_mount');
    return {
      errno,
      isDevice: null,
      isDirectory: false,
      ...there,
      owned: false,
      named: false,
      userMount: null,
      allows: null,
      words: `errno=${errno}`,
    };
  }
  const field = (name: string): number => Number(call.out[name]);
  const mode = Number(call.out.mode);
  const minor = device.minor(observations);
  const isMisc = (mode & FILE_TYPE) === CHARACTER_DEVICE && field('major') === MISC_MAJOR;
  const list = acl(of);
  const mount = mountFlags(of, 'node_mount');
  const owner = { uid: field('uid'), gid: field('gid') };
  const words = [
    `mode=0${(mode & 0o7777).toString(8)} uid=${owner.uid} gid=${owner.gid}`,
    ...(list.length === 0 ? [] : [`acl=${list.flatMap(aclWord).join(',')}`]),
    ...(mount.nodev ? ['mount=nodev'] : []),
    ...(isMisc ? [] : ['device=other']),
  ].join(' ');
  const { ranAs } = observations;
  const allows = ignoresFileModes(ranAs) || allowed(ranAs, owner, list.length === 0 ? fromMode(mode) : list);
  return {
    errno: null,
    isDevice: isMisc ? sameMinor(field('minor'), minor) : false,
    isDirectory: (mode & FILE_TYPE) === DIRECTORY,
    ...mount,
    owned: owns(ranAs, owner),
    named: namesCaller(ranAs, list).length > 0,
    userMount: userMount(of, mount.nodev),
    allows,
    words,
  };
}

/** A mount that opens no devices refuses the neighbour, too, and so hides whose file system it is. */
function userMount(of: Experiment, nodev: boolean): UserMount | null {
  const type = step(of, 'node_mount')?.out.type;
  if (type === undefined) return null;
  const neighbour = step(of, 'neighbour');
  if (USER_MOUNTS[String(type)] === undefined || succeeded(neighbour)) return 'ruled_out';
  return neighbour?.errno === 'EACCES' && !nodev ? 'shown' : 'possible';
}

function mountFlags(of: Experiment, name: string): { nodev: boolean; readOnly: boolean } {
  const flags = Number(step(of, name)?.out.flags);
  return { nodev: (flags & NODEV) !== 0, readOnly: (flags & RDONLY) !== 0 };
}

const sameMinor = (seen: number, known: number | null): boolean | null =>
  known === null ? null : seen === known;

function acl(of: Experiment): AclEntry[] {
  return of.calls
    .filter((call) => /^node_acl\d+$/.test(call.step))
    .map(({ out }) => ({ tag: Number(out.tag), permissions: Number(out.permissions), id: Number(out.id) }));
}

/** The mode as the list that it stands for, as far as it lets read and write. */
const fromMode = (mode: number): AclEntry[] => [
  { tag: TAG.owner, permissions: (mode >> 6) & RW, id: null },
  { tag: TAG.group, permissions: (mode >> 3) & RW, id: null },
  { tag: TAG.other, permissions: mode & RW, id: null },
];

/** In a user namespace 65534 is whoever has no number there. */
const isMapped = ({ initialUserNamespace }: RanAs, id: number | null): boolean =>
  initialUserNamespace === true || id !== OVERFLOW;

const owns = (ranAs: RanAs, { uid }: { uid: number }): boolean => ranAs.euid === uid && isMapped(ranAs, uid);

const namesCaller = (ranAs: RanAs, list: readonly AclEntry[]): AclEntry[] =>
  list.filter(({ tag, id }) => tag === TAG.user && id === ranAs.euid && isMapped(ranAs, id));

/** The kernel's rule, fs/posix_acl.c, posix_acl_permission: the first class that fits decides. */
function allowed(
  ranAs: RanAs,
  owner: { uid: number; gid: number },
  list: readonly AclEntry[],
): boolean | null {
  const { egid, groups } = ranAs;
  const mapped = (id: number | null): boolean => isMapped(ranAs, id);
  const of = (tag: number) => list.filter((entry) => entry.tag === tag);
  const reaches = (entries: readonly AclEntry[], mask = RW): boolean =>
    entries.some(({ permissions }) => (permissions & mask & RW) === RW);
  if (owns(ranAs, owner)) return reaches(of(TAG.owner));
  const mask = of(TAG.mask)[0]?.permissions;
  const named = namesCaller(ranAs, list);
  if (named.length > 0) return reaches(named, mask);
  if (groups === null) return null;
  const inGroup = (gid: number | null): boolean =>
    mapped(gid) && (gid === egid || groups.some((each) => each === gid));
  const matching = [
    ...(inGroup(owner.gid) ? of(TAG.group) : []),
    ...of(TAG.namedGroup).filter(({ id }) => inGroup(id)),
  ];
  return matching.length > 0 ? reaches(matching, mask) : reaches(of(TAG.other));
}

/** `u:33:rw-`; nothing for the three that the mode shows. */
function aclWord({ tag, permissions, id }: AclEntry): string[] {
  const letter = LETTERS[tag];
  if (letter === undefined) return [];
  const bits = [4, 2, 1].map((bit, at) => ((permissions & bit) === 0 ? '-' : 'rwx'.charAt(at))).join('');
  return [`${letter}:${tag === TAG.mask ? '' : id}:${bits}`];
}
