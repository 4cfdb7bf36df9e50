/**
 * Folders held open, so that what is done in them is done there, whoever renames or links meanwhile: a path is
 * walked once, and from then on a name is looked up in the descriptor (`/proc/self/fd/N/NAME`, proc(5)).
 */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  type Stats,
  statSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { errnoOf } from '../ground/fault.js';
import { O_PATH } from './regular.js';

export interface Folder {
  fd: number;
  /** What it was called when it was opened: for messages. */
  path: string;
}

/** A name in a folder that is held, and what is there: null for nothing; a link for a descriptor of this process alone. */
export interface Place {
  folder: Folder;
  name: string;
  found: Stats | null;
}

const DIRECTORY = O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/** As many links as Linux follows (MAXSYMLINKS, include/linux/namei.h). */
const MAX_LINKS = 40;

/** The path of a name in a folder, whatever that is called by now. */
export const inside = ({ fd }: Folder, name: string): string => `/proc/self/fd/${fd}/${name}`;

/** A folder below another that is held. @throws what openat(2) answers: ENOTDIR for a link, too */
export const enter = (folder: Folder, name: string): Folder => ({
  fd: openSync(inside(folder, name), DIRECTORY),
  path: join(folder.path, name),
});

/** As `enter`, of a folder that is made where there is none. */
export function enterOrMake(folder: Folder, name: string): Folder {
  try {
    mkdirSync(inside(folder, name));
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
  return enter(folder, name);
}

/** The folder that a path leads to, made with those above it where `make` says so. */
export function openFolder(path: string, make = false): Folder {
  const { folder, name } = walk(path, make);
  try {
    return make && name !== '' ? enterOrMake(folder, name) : enter(folder, name);
  } finally {
    closeSync(folder.fd);
  }
}

/**
 * Follows a path by hand, link by link, as far as its last name, which may be of something that is not there yet.
 * The name is empty for `/`. Of the folders on the way, those that are missing are made where `make` says so.
 */
export function walk(path: string, make = false): Place {
  if (!existsSync('/proc/self/fd'))
    throw new Error('/proc is not mounted here, and without it files are not told from links safely');
  let folder = root();
  const rest = names(resolve(path));
  try {
    for (let links = 0; ; ) {
      const name = rest.shift() ?? '';
      const found = statIfAny(inside(folder, name));
      if (found?.isSymbolicLink() && !isDescriptors(folder)) {
        if (++links > MAX_LINKS) throw systemError('ELOOP');
        const leadsTo = followed(folder, name, found);
        rest.unshift(...names(leadsTo));
        if (leadsTo.startsWith('/')) folder = instead(folder, root());
      } else if (rest.length === 0) return { folder, name, found };
      else if (found === null && !make) throw systemError('ENOENT');
      else folder = instead(folder, found === null ? enterOrMake(folder, name) : enter(folder, name));
    }
  } catch (error) {
    closeSync(folder.fd);
    throw error;
  }
}

const root = (): Folder => ({ fd: openSync('/', DIRECTORY), path: '/' });
const names = (path: string): string[] => path.split('/').filter((name) => name !== '' && name !== '.');

function instead(old: Folder, folder: Folder): Folder {
  closeSync(old.fd);
  return folder;
}

/**
 * Where a link leads, if nobody else can have made it: as root, one in a folder of root's that others cannot write
 * to; as anybody else, one of their own, too. The kernel's own rule (may_follow_link, fs/namei.c) is for sticky
 * folders alone, may be off, and does not see links that are followed by hand.
 */
function followed(folder: Folder, name: string, link: Stats): string {
  const mine = process.geteuid?.() ?? 0;
  if (!isOurs(folder) && (mine === 0 || link.uid !== mine))
    throw new Error(
      `${join(folder.path, name)} is a link in a folder that others can write to, and is not followed; name what it leads to`,
    );
  return readlinkSync(inside(folder, name));
}

/** Whether none but this caller and root can have put there what is there. */
export function isOurs({ fd }: Folder): boolean {
  const { uid, mode } = fstatSync(fd);
  return (uid === 0 || uid === process.geteuid?.()) && (mode & 0o022) === 0;
}

/** Whether the names in it are the descriptors of this process. */
function isDescriptors({ fd }: Folder): boolean {
  const [held, own] = [fstatSync(fd), statSync('/proc/self/fd')];
  return held.dev === own.dev && held.ino === own.ino;
}

function statIfAny(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

export function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}
