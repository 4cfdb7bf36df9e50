/** Each layer that can refuse, put up for real: the report names it, and says `absent` of nothing that is only refused. */
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/contract.js';
import {
  asUser,
  filtered,
  GROUP,
  mounted,
  NOBODY,
  ownDev,
  report,
  row,
  type Setting,
  said,
  whyNot,
  withSysctl,
} from './machine.js';

const why = whyNot();
const nobody = asUser(NOBODY);
const NODE = 'mknod -m 0600 /dev/userfaultfd c 10 $minor';
const WAYS = ['open.device', 'open.user_mode_only', 'open.syscall'] as const;

const OPEN = 'supported works';
const USER = 'limited user_mode_only';
const SYSCTL = 'not_permitted sysctl_and_no_capability sysctl';
const NAMESPACE = 'not_permitted namespace_capability sysctl';
const MODE = 'not_permitted node_mode device_node';
const MISSING = 'not_permitted node_missing device_node';
const FILTER = 'not_permitted seccomp seccomp';
const KILLED = 'not_permitted killed seccomp';
const SPARED = 'not_permitted not_tried_would_kill seccomp';
const UNREAD = 'unknown not_tried_would_log';

/** The device, user mode, and the plain call, in this order. */
type Expected = readonly [device: string, user: string, call: string];
const ROOT: Expected = [OPEN, USER, OPEN];
const PLAIN: Expected = [MODE, USER, SYSCTL];

/** Without bounds of its own, an experiment that is refused looks the same whoever asks. */
const chroot = (dev: string): Setting =>
  mounted(`root=$(mktemp -d); mount -t tmpfs none $root; mkdir $root/new; mount --bind / $root/new
    mount -t proc proc $root/new/proc; mount -t sysfs sysfs $root/new/sys; mount -t tmpfs none $root/new/dev
    mknod -m 666 $root/new/dev/null c 1 3; ${dev}
    set -- chroot $root/new "$@"`);

const SETTINGS: readonly (readonly [name: string, setting: () => Setting, expected: Expected])[] = [
  ['root', () => ['env'], ROOT],
  ['nobody', () => nobody, PLAIN],
  ['no node, root', () => ownDev(''), [MISSING, USER, OPEN]],
  ['no node, nobody', () => [...ownDev(''), ...nobody], [MISSING, USER, SYSCTL]],
  ['node 0600', () => [...ownDev(NODE), ...nobody], PLAIN],
  ['node 0660, in its group', () => [...group(), ...asUser(NOBODY, GROUP)], [OPEN, USER, SYSCTL]],
  ['node 0660, not in its group', () => [...group(), ...nobody], PLAIN],
  ['node with an ACL', () => [...acl('u:nobody:rw'), ...nobody], [OPEN, USER, SYSCTL]],
  [
    'node with an ACL for a group',
    () => [...acl(`g:${GROUP}:rw`), ...asUser(NOBODY, GROUP)],
    [OPEN, USER, SYSCTL],
  ],
  ['node with an ACL that only reads', () => [...acl('u:nobody:r'), ...nobody], PLAIN],
  ['node with a mask', () => [...acl('u:nobody:rw,m::r'), ...nobody], PLAIN],
  ['another device in its place', () => ownDev('mknod -m 666 /dev/userfaultfd c 1 3'), other()],
  ['a directory that is closed', () => [...ownDev(`${NODE}; chmod 700 /dev`), ...nobody], path()],
  ['filter EPERM', () => filtered('eperm'), [OPEN, FILTER, FILTER]],
  ['filter EPERM, nobody', () => [...nobody, ...filtered('eperm')], [MODE, FILTER, FILTER]],
  ['filter ENOSYS', () => filtered('enosys'), [OPEN, FILTER, FILTER]],
  [
    'filter ENOSYS, nobody, no node',
    () => [...ownDev(''), ...nobody, ...filtered('enosys')],
    [MISSING, FILTER, FILTER],
  ],
  ['filter that kills', () => filtered('kill'), [OPEN, KILLED, SPARED]],
  ['filter that kills, nobody', () => [...nobody, ...filtered('kill')], [MODE, KILLED, SPARED]],
  ['filter that traps', () => filtered('trap'), [OPEN, KILLED, SPARED]],
  ['user namespace', () => ['unshare', '-Ur'], [OPEN, USER, NAMESPACE]],
  ['user namespace, nobody', () => [...nobody, 'unshare', '-Ur'], [MODE, USER, NAMESPACE]],
  ['no_new_privs', () => ['setpriv', '--no-new-privs'], ROOT],
  ['no_new_privs, nobody', () => [...nobody, '--no-new-privs'], PLAIN],
  ['no /proc', () => mounted('umount -l /proc'), ROOT],
  ['no /proc, nobody', () => [...mounted('umount -l /proc'), ...nobody], [MODE, USER, UNREAD]],
  ['no /sys', () => mounted('umount -l /sys'), ROOT],
  ['no /sys, nobody', () => [...mounted('umount -l /sys'), ...nobody], PLAIN],
  ['read-only /dev', () => mounted('mount --bind /dev /dev; mount -o remount,bind,ro /dev'), ROOT],
  [
    '/dev without devices',
    () => mounted('mount --bind /dev /dev; mount -o remount,bind,nodev /dev'),
    nodev(),
  ],
  ['chroot without the node', () => chroot(''), [MISSING, USER, OPEN]],
  [
    'chroot with the node, nobody',
    () => [...chroot('cp -a /dev/userfaultfd $root/new/dev/'), ...nobody],
    PLAIN,
  ],
];

const group = (): Setting => ownDev(`${NODE}; chmod 660 /dev/userfaultfd; chgrp ${GROUP} /dev/userfaultfd`);
const acl = (entry: string): Setting => ownDev(`${NODE}; setfacl -m ${entry} /dev/userfaultfd`);
function other(): Expected {
  return ['not_permitted node_other device_node', USER, OPEN];
}
function path(): Expected {
  return ['not_permitted path_mode device_node', USER, SYSCTL];
}
function nodev(): Expected {
  return ['not_permitted mount_nodev device_node', USER, OPEN];
}

describe.skipIf(why !== null)(`layers${why === null ? '' : ` (${why})`}`, () => {
  const whole = why === null ? withSysctl(0, () => report(['env'])) : null;

  it.each(SETTINGS)('%s', (_, setting, expected) => {
    const found = withSysctl(0, () => report(setting()));
    expect(WAYS.map((way) => said(found, way))).toEqual(expected);
    for (const way of WAYS) namesItsLayer(found, way);
    expect(onlyRefused(found, whole)).toEqual([]);
  });

  it.each([
    ['nobody', () => nobody],
    ['a user namespace', () => ['unshare', '-Ur']],
  ] as const)('the sysctl opens the plain call to %s', (_, setting) => {
    const found = withSysctl(1, () => report(setting()));
    expect(said(found, 'open.syscall')).toBe(OPEN);
  });
});

/** Whoever refuses stands in the evidence as the layer that does, and the others as what they are. */
function namesItsLayer(of: Report, way: string): void {
  const { state, gate, evidence } = row(of, way);
  const layers = evidence.filter((line) => line.startsWith('layer '));
  if (state !== 'not_permitted') return;
  expect(gate).not.toBe('unknown');
  expect(layers.filter((line) => line.split(' ')[2] === 'refuses')).not.toEqual([]);
}

/** Rows that are `absent` here and are had by root without any layer in between. */
function onlyRefused(of: Report, free: Report | null): string[] {
  const had = new Map(free?.capabilities.map((each) => [`${each.id} ${each.memory}`, each.state]));
  return of.capabilities
    .filter(({ state }) => state === 'absent')
    .map(({ id, memory }) => `${id} ${memory}`)
    .filter((name) => had.get(name) !== 'absent');
}
