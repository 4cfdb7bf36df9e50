/** Whether this kernel has /dev/userfaultfd, as files tell it: by any place that can be seen. */

import { readRaw } from '../bounded-text.js';
import { deviceAt, namesIn, type Root } from './root.js';

const MISC_BYTES = 65536;
/** The same link farm twice: a sandbox may hide one and show the other. */
const SYSFS = ['/sys/class/misc', '/sys/devices/virtual/misc'];
/** include/uapi/linux/major.h */
const MISC_MAJOR = 10;

/** Each line of /proc/misc is a minor number and a name; null where it can't be read. */
export function deviceInProcMisc(root: Root): boolean | null {
  const misc = minorInProcMisc(root, 'userfaultfd');
  return misc === undefined ? null : misc !== null;
}

/** Null where it has no such line; undefined where it can't be read. */
export function minorInProcMisc(root: Root, device: string): number | null | undefined {
  const misc = readRaw(root, '/proc/misc', MISC_BYTES);
  if (misc === null) return undefined;
  const minor = new RegExp(`^\\s*(\\d+) ${device}$`, 'm').exec(misc)?.[1];
  return minor === undefined ? null : Number(minor);
}

/**
 * Where /proc/misc is not to be read (a /proc of `subset=pid`): whether sysfs lists the device, or a node stands
 * in /dev that only it can be. Null where neither can be seen.
 */
export function deviceShown(root: Root): boolean | null {
  const lists = SYSFS.map((folder) => listed(root, folder)).filter((names) => names !== null);
  if (lists.some((names) => names.includes('userfaultfd')) || isNode(root)) return true;
  return lists.length > 0 ? false : null;
}

/** Minor number of the device; null where no file tells it. */
export function readDeviceMinor(root: Root): number | null {
  const minor = minorInProcMisc(root, 'userfaultfd') ?? null;
  if (minor !== null) return minor;
  for (const folder of SYSFS) {
    const dev = /^10:(\d+)\n$/.exec(readRaw(root, `${folder}/userfaultfd/dev`) ?? '')?.[1];
    if (dev !== undefined) return Number(dev);
  }
  return null;
}

/** An empty folder lists nothing, so it is none: what mounts over /sys to hide it leaves one. */
function listed(root: Root, folder: string): string[] | null {
  const names = namesIn(root, folder);
  return names?.length === 0 ? null : names;
}

/**
 * A misc device with a minor number that the kernel gave out as it went: those of 128 to 255 are other drivers'
 * for good (include/linux/miscdevice.h), and may stand at any name in a container.
 */
function isNode(root: Root): boolean {
  const { major, minor } = deviceAt(root, '/dev/userfaultfd') ?? { major: 0, minor: 0 };
  return major === MISC_MAJOR && (minor < 128 || minor > 255);
}
