/** Whether the kernel has the device, by what a sandbox leaves to be seen. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deviceShown, readDeviceMinor } from '../../../src/observe/files/caller/device-known.js';
import { type Files, tree } from './tree.js';

const CLASS = '/sys/class/misc';
const VIRTUAL = '/sys/devices/virtual/misc';
const shown = (files: Files) => deviceShown(tree(files));

describe('the device beside /proc/misc', () => {
  it('is shown by either folder of sysfs', () => {
    expect(shown({ [`${CLASS}/userfaultfd/dev`]: '10:257\n' })).toBe(true);
    expect(shown({ [`${VIRTUAL}/userfaultfd/dev`]: '10:257\n', [`${CLASS}/fuse/dev`]: '10:229\n' })).toBe(
      true,
    );
  });

  it('is not there where a folder lists others, and not known where none lists any', () => {
    expect(shown({ [`${CLASS}/fuse/dev`]: '10:229\n' })).toBe(false);
    expect(shown({})).toBeNull();
    const hidden = tree();
    mkdirSync(join(hidden, CLASS), { recursive: true });
    expect(deviceShown(hidden)).toBeNull();
  });

  it('is no file of that name', () => {
    expect(shown({ '/dev/userfaultfd': '' })).toBeNull();
  });

  it.skipIf(process.geteuid?.() !== 0)(
    'is a node with a number that no other driver has for good (root)',
    () => {
      const at = (major: number, minor: number) => {
        const root = tree();
        mkdirSync(join(root, 'dev'));
        execFileSync('mknod', [join(root, 'dev/userfaultfd'), 'c', String(major), String(minor)]);
        return deviceShown(root);
      };
      expect([at(10, 126), at(10, 257)]).toEqual([true, true]);
      // /dev/fuse, and /dev/null: what stands there says nothing of the device.
      expect([at(10, 229), at(1, 3)]).toEqual([null, null]);
    },
  );

  it('has its number in either place', () => {
    const misc = { '/proc/misc': '229 fuse\n 60 userfaultfd\n' };
    const sysfs = { [`${VIRTUAL}/userfaultfd/dev`]: '10:257\n' };
    expect(readDeviceMinor(tree({ ...misc, ...sysfs }))).toBe(60);
    expect(readDeviceMinor(tree(sysfs))).toBe(257);
    expect(readDeviceMinor(tree({ [`${CLASS}/userfaultfd/dev`]: '11:257\n' }))).toBeNull();
    expect(readDeviceMinor(tree())).toBeNull();
  });
});
