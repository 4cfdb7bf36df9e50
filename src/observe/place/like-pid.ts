/** `--like-pid`: a running process, as /proc tells of it. What is held of it is a pidfd, so that no other can take its number. */
import { closeSync, constants, openSync, statSync } from 'node:fs';
import { readRaw } from '../files/bounded-text.js';
import { cgroupsOf, readDeviceCgroup } from '../files/caller/device-cgroup.js';
import { INITIAL_USER_NAMESPACE, readLabel } from '../files/caller/ran-as.js';
import { readRlimits } from '../files/caller/rlimits.js';
import { statusFlag, statusHex, statusIds, statusNumber } from '../files/caller/status.js';
import { readHugeLimits } from '../files/memory/huge-limits.js';
import { readPools } from '../files/memory/pools.js';
import { errnoOf } from '../files/open-file.js';
import { errnoName } from '../names.js';
import type { RanAs } from '../observations.js';
import { loadAddon } from '../program/addon.js';
import { findAccount } from './accounts.js';
import { IdentityError } from './identity-error.js';
import type { Identity } from './identity-request.js';

/** CLONE_NEW* of include/uapi/linux/sched.h. Not the pid namespace: see native/process/identity.h. */
const NAMESPACES = { mnt: 0x00020000, cgroup: 0x02000000, user: 0x10000000 } as const;
/** Not in Node's constants. */
const O_PATH = 0x200000;
const STATUS_BYTES = 1 << 20;

/** @throws IdentityError for a number that no process has, or one that may not be looked at */
export function findProcess(pid: number, own: RanAs): Identity {
  const title = `process ${pid}`;
  const process = open(pid);
  try {
    const status = readRaw('/', `/proc/${pid}/status`, STATUS_BYTES) ?? '';
    const [ruid, euid, suid] = ids(status, 'Uid', title);
    const [rgid, egid, sgid] = ids(status, 'Gid', title);
    const effective = statusHex(status, 'CapEff') ?? 0n;
    const namespaces = foreign(pid);
    const initial = namespaces.userInode === INITIAL_USER_NAMESPACE;
    const noNewPrivs = statusFlag(status, 'NoNewPrivs');
    const cgroups = cgroupsOf('/', String(pid));
    const sameMounts = (namespaces.mask & NAMESPACES.mnt) === 0;
    const ownRoot = sameMounts && sameRoot(pid);
    const root = namespaces.mask === 0 && ownRoot ? -1 : openRoot(pid);
    if (!loadAddon().isAlive(process)) throw gone(title);
    return {
      takenOn: {
        how: 'like_pid',
        process: {
          pid,
          noNewPrivs,
          seccompMode: statusNumber(status, 'Seccomp'),
          seccompFilters: statusNumber(status, 'Seccomp_filters'),
          lsmLabel: readLabel('/', String(pid)),
          thpEnabled: statusFlag(status, 'THP_enabled'),
          sameRoot: ownRoot,
          sameCgroup: cgroups === null ? null : cgroups === cgroupsOf('/', 'self'),
          deviceCgroup: readDeviceCgroup('/', String(pid)),
          rlimits: readRlimits('/', String(pid)),
          ownRlimits: readRlimits('/', 'self'),
          hugeLimits: readHugeLimits(
            '/',
            String(pid),
            readPools().map((pool) => pool.pageBytes),
          ),
        },
      },
      native: {
        uids: [ruid, euid, suid],
        gids: [rgid, egid, sgid],
        groups: (statusIds(status, 'Groups') ?? []).sort((a, b) => a - b),
        keepGroups: false,
        process,
        namespaces: namespaces.mask,
        root,
        permitted: statusHex(status, 'CapPrm') ?? 0n,
        effective,
        noNewPrivs: noNewPrivs === true,
      },
      expected: {
        ...own,
        user: initial ? (findAccount(String(euid))?.name ?? null) : null,
        euid,
        egid,
        capabilities: `0x${effective.toString(16)}`,
        initialUserNamespace: initial,
      },
      outerUid: euid,
      title,
      isThere: () => loadAddon().isAlive(process),
      close: () => {
        for (const fd of [process, root]) if (fd >= 0) closeSync(fd);
      },
    };
  } catch (error) {
    closeSync(process);
    throw error instanceof IdentityError ? error : lookRefused(title, error);
  }
}

function open(pid: number): number {
  const fd = loadAddon().openProcess(pid);
  if (fd >= 0) return fd;
  const name = errnoName(-fd);
  if (name === 'ESRCH' || name === 'EINVAL') throw new IdentityError('name', `no such process: ${pid}`);
  throw new IdentityError('refused', `cannot take the place of process ${pid}: pidfd_open says ${name}`);
}

const gone = (title: string): IdentityError =>
  new IdentityError('refused', `${title} ended while its place was to be taken; run again`);

function lookRefused(title: string, error: unknown): IdentityError {
  const errno = errnoOf(error);
  if (errno === 'ENOENT' || errno === 'ESRCH') return gone(title);
  const advice =
    errno === 'EACCES' || errno === 'EPERM'
      ? '; that takes CAP_SYS_PTRACE in the user namespace of that process, and nothing else that forbids it'
      : '';
  return new IdentityError('refused', `cannot look at ${title}: ${errno}${advice}`, { cause: error });
}

function ids(status: string, key: string, title: string): [number, number, number] {
  const [real, effective, saved] = statusIds(status, key) ?? [];
  if (real === undefined || effective === undefined || saved === undefined) throw gone(title);
  return [real, effective, saved];
}

/** The namespaces that it does not share with this process. One that both are in can't be joined (user_namespaces(7)). */
function foreign(pid: number): { mask: number; userInode: number } {
  const inode = (of: string, name: string): number => statSync(`/proc/${of}/ns/${name}`).ino;
  const mask = Object.entries(NAMESPACES)
    .filter(([name]) => inode(String(pid), name) !== inode('self', name))
    .reduce((sum, [, flag]) => sum | flag, 0);
  return { mask, userInode: inode(String(pid), 'user') };
}

function sameRoot(pid: number): boolean {
  const [theirs, ours] = [statSync(`/proc/${pid}/root/.`), statSync('/')];
  return theirs.dev === ours.dev && theirs.ino === ours.ino;
}

const openRoot = (pid: number): number =>
  openSync(`/proc/${pid}/root`, O_PATH | constants.O_DIRECTORY | constants.O_RDONLY);
