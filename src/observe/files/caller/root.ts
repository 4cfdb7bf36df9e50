/** Where the readers read: below a folder of this host, or what a recording has of another's files. */
import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Files of another host, by absolute path. What it has no answer for was not looked at there: ENODATA, or null. */
export interface RecordedFiles {
  file(path: string): { bytes: Buffer; cut: boolean } | { errno: string };
  names(path: string): string[] | null;
  link(path: string): string | null;
  device(path: string): DeviceNumber | null;
  /** BPF programs over devices of that cgroup; negative where that could not be asked. */
  devicePrograms(path: string): number;
}

export interface DeviceNumber {
  major: number;
  minor: number;
}

export type Root = string | RecordedFiles;

/** Null where the directory can't be listed. */
export function namesIn(root: Root, path: string): string[] | null {
  if (typeof root !== 'string') return root.names(path);
  try {
    return readdirSync(join(root, path));
  } catch {
    return null;
  }
}

/** Null where there is no such link, or it can't be read. */
export function linkAt(root: Root, path: string): string | null {
  if (typeof root !== 'string') return root.link(path);
  try {
    return readlinkSync(join(root, path));
  } catch {
    return null;
  }
}

/** Null where no character device is there, or it can't be looked at. */
export function deviceAt(root: Root, path: string): DeviceNumber | null {
  if (typeof root !== 'string') return root.device(path);
  try {
    const found = statSync(join(root, path));
    if (!found.isCharacterDevice()) return null;
    return { major: (found.rdev >> 8) & 0xfff, minor: (found.rdev & 0xff) | ((found.rdev >> 12) & 0xfff00) };
  } catch {
    return null;
  }
}
