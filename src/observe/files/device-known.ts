/** Whether this kernel has /dev/userfaultfd, as files tell it: by any place that can be seen. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readRaw } from './bounded-text.js';

const MISC_BYTES = 65536;
/** The same link farm twice: a sandbox may hide one and show the other. */
const SYSFS = ['/sys/class/misc', '/sys/devices/virtual/misc'];
/** include/uapi/linux/major.h */
const MISC_MAJOR = 10;

/** Each line of /proc/misc is a minor number and a name; null where it can't be read. */
export function deviceInProcMisc(root: string): boolean | null {
  const misc = readRaw(root, '/proc/misc', MISC_BYTES);
  return misc === null ? null : /^\s*\d+ userfaultfd$/m.test(misc);
}

/**
 * Where /proc/misc is not to be read (a /proc of `subset=pid`): whether sysfs lists the device, or a node stands
 * in /dev that only it can be. Null where neither can be seen.
 */
export function deviceShown(root: string): boolean | null {
  const lists = SYSFS.map((folder) => listed(root, folder)).filter((names) => names !== null);
  if (lists.some((names) => names.includes('userfaultfd')) || isNode(root)) return true;
  return lists.length > 0 ? false : null;
}

/** Minor number of the device; null where no file tells it. */
export function readDeviceMinor(root: string): number | null {
  const misc = readRaw(root, '/proc/misc', MISC_BYTES) ?? '';
  const minor = /^\s*(\d+) userfaultfd$/m.exec(misc)?.[1];
  if (minor !== undefined) return Number(minor);
  for (const folder of SYSFS) {
    const dev = /^10:(\d+)\n$/.exec(readRaw(root, `${folder}/userfaultfd/dev`) ?? '')?.[1];
    if (dev !== undefined) return Number(dev);
  }
  return null;
}

/** An empty folder lists nothing, so it is none: what mounts over /sys to hide it leaves one. */
function listed(root: string, folder: string): string[] | null {
  try {
    const names = readdirSync(join(root, folder));
    return names.length === 0 ? null : names;
  } catch {
    return null;
  }
}

/**
 * A misc device with a minor number that the kernel gave out as it went: those of 128 to 255 are other drivers'
 * for good (include/linux/miscdevice.h), and may stand at any name in a container.
 */
function isNode(root: string): boolean {
  try {
    const found = statSync(join(root, '/dev/userfaultfd'));
    const minor = (found.rdev & 0xff) | ((found.rdev >> 12) & 0xfff00);
    const major = (found.rdev >> 8) & 0xfff;
    return found.isCharacterDevice() && major === MISC_MAJOR && (minor < 128 || minor > 255);
  } catch {
    return false;
  }
}
