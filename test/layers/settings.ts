/** Situations, each made for real: what stands around the caller, whom it is, and what must be said and offered there. */
import { asUser, filtered, GROUP, mounted, NOBODY, ownDev, type Setting } from './machine.js';

const NODE = 'mknod -m 0600 /dev/userfaultfd c 10 $minor';

const OPEN = 'supported works';
const USER = 'limited user_mode_only';
const SYSCTL = 'not_permitted sysctl_and_no_capability sysctl';
const NAMESPACE = 'not_permitted namespace_capability sysctl';
const MODE = 'not_permitted node_mode device_node';
const MISSING = 'not_permitted node_missing device_node';
const OTHER = 'not_permitted node_other device_node';
const PATH = 'not_permitted path_mode device_node';
const NODEV = 'not_permitted mount_nodev device_node';
const CGROUP = 'not_permitted device_cgroup device_node';
const FILTER = 'not_permitted seccomp seccomp';
const KILLED = 'not_permitted killed seccomp';
const SPARED = 'not_permitted not_tried_would_kill seccomp';
// /sys shows a kernel that logs no refused call, so it is tried; neither the sysctl nor a filter can be read.
const UNREAD = 'not_permitted unexplained unknown';

export interface Situation {
  name: string;
  /** Made by an administrator, whose commands are run in it. */
  place: () => Setting;
  /** The caller, in that place. */
  who: () => Setting;
  /** The device, user mode, and the plain call, in this order. */
  expected: readonly [device: string, user: string, call: string];
  /**
   * First words of the commands for the device and for the plain call: `|` between those that are each enough, `+`
   * between those of a list that is done in full.
   */
  offered: readonly [device: string, call: string];
}

const nobody = (): Setting => asUser(NOBODY);
const root = (): Setting => ['env'];
const here = (): Setting => ['env'];
const dev = (script: string) => (): Setting => ownDev(script);
const filteredNobody = (answer: 'eperm' | 'enosys' | 'kill') => (): Setting => [
  ...nobody(),
  ...filtered(answer),
];
const group = dev(`${NODE}; chmod 660 /dev/userfaultfd; chgrp ${GROUP} /dev/userfaultfd`);
const acl = (entry: string) => dev(`${NODE}; setfacl -m ${entry} /dev/userfaultfd`);
const stranger = (major: number, minor: number) => dev(`mknod -m 666 /dev/userfaultfd c ${major} ${minor}`);
const closedDev = (script: string) => dev(`${script}; mount -o remount,bind,nodev,nosuid /dev`);

/**
 * Without bounds of its own, an experiment that is refused looks the same whoever asks. Its /etc is that of the place,
 * which `aside` made a copy of: that of the machine is no command's to change.
 */
export const chroot = (script: string) => (): Setting =>
  mounted(`root=$(mktemp -d); mount -t tmpfs none $root; mkdir $root/new; mount --bind / $root/new
    mount --bind /etc $root/new/etc; mount -t proc proc $root/new/proc; mount -t sysfs sysfs $root/new/sys; mount -t tmpfs none $root/new/dev
    mknod -m 666 $root/new/dev/null c 1 3; ${script}
    set -- chroot $root/new "$@"`);

/** A list of version 1 that has null, zero and urandom, and not the device. */
export const deviceCgroup =
  (script = 'true') =>
  (): Setting =>
    ownDev(`${NODE}; ${script}
    at=/sys/fs/cgroup/devices/hgm-layers; rmdir $at/inner $at 2>/dev/null || true
    mkdir $at; echo a >$at/devices.deny; echo 'c 1:* rwm' >$at/devices.allow
    mkdir $at/inner; echo $$ >$at/inner/cgroup.procs`);

const NOTHING = ['', ''] as const;
const CALL = 'sysctl | setpriv';
const GRANT = 'setfacl | groupadd';

export const SITUATIONS: readonly Situation[] = [
  { name: 'root', place: here, who: root, expected: [OPEN, USER, OPEN], offered: NOTHING },
  { name: 'nobody', place: here, who: nobody, expected: [MODE, USER, SYSCTL], offered: [GRANT, CALL] },
  {
    name: 'a user without a name',
    place: here,
    who: () => asUser(64107, 64108),
    expected: [MODE, USER, SYSCTL],
    offered: ['setfacl', CALL],
  },
  {
    name: 'root without CAP_SYS_PTRACE',
    place: here,
    who: () => ['setpriv', '--bounding-set=-sys_ptrace', '--inh-caps=-sys_ptrace'],
    expected: [OPEN, USER, SYSCTL],
    offered: ['', CALL],
  },
  {
    name: 'no node, root',
    place: dev(''),
    who: root,
    expected: [MISSING, USER, OPEN],
    offered: ['mknod', ''],
  },
  {
    name: 'no node, nobody',
    place: dev(''),
    who: nobody,
    expected: [MISSING, USER, SYSCTL],
    offered: ['mknod + setfacl', CALL],
  },
  {
    name: 'no node, /dev nodev',
    place: closedDev('true'),
    who: root,
    expected: [MISSING, USER, OPEN],
    offered: ['mknod + mount', ''],
  },
  {
    name: 'no node, /dev nodev, nobody',
    place: closedDev('true'),
    who: nobody,
    expected: [MISSING, USER, SYSCTL],
    offered: ['mknod + mount + setfacl', CALL],
  },
  {
    name: 'no node, /dev read-only',
    place: dev('mount -o remount,bind,ro /dev'),
    who: nobody,
    expected: [MISSING, USER, SYSCTL],
    offered: ['', CALL],
  },
  {
    name: 'node 0600',
    place: dev(NODE),
    who: nobody,
    expected: [MODE, USER, SYSCTL],
    offered: [GRANT, CALL],
  },
  {
    name: 'node 0600 on a read-only /dev',
    place: dev(`${NODE}; mount -o remount,bind,ro /dev`),
    who: nobody,
    expected: [MODE, USER, SYSCTL],
    offered: ['', CALL],
  },
  {
    name: 'node 0066 of its own',
    place: dev(`${NODE}; chown ${NOBODY} /dev/userfaultfd; chmod 066 /dev/userfaultfd`),
    who: nobody,
    expected: [MODE, USER, SYSCTL],
    offered: ['setfacl', CALL],
  },
  {
    name: 'node 0660, in its group',
    place: group,
    who: () => asUser(NOBODY, GROUP),
    expected: [OPEN, USER, SYSCTL],
    offered: ['', CALL],
  },
  {
    name: 'node 0660, not in its group',
    place: group,
    who: nobody,
    expected: [MODE, USER, SYSCTL],
    offered: [GRANT, CALL],
  },
  {
    name: 'node with an ACL',
    place: acl('u:nobody:rw'),
    who: nobody,
    expected: [OPEN, USER, SYSCTL],
    offered: ['', CALL],
  },
  {
    name: 'node with an ACL for a group',
    place: acl(`g:${GROUP}:rw`),
    who: () => asUser(NOBODY, GROUP),
    expected: [OPEN, USER, SYSCTL],
    offered: ['', CALL],
  },
  {
    name: 'node with an ACL that only reads',
    place: acl('u:nobody:r'),
    who: nobody,
    expected: [MODE, USER, SYSCTL],
    offered: ['setfacl', CALL],
  },
  {
    name: 'node with a mask',
    place: acl('u:nobody:rw,m::r'),
    who: nobody,
    expected: [MODE, USER, SYSCTL],
    offered: ['setfacl', CALL],
  },
  {
    name: 'another device in its place',
    place: stranger(1, 3),
    who: root,
    expected: [OTHER, USER, OPEN],
    offered: ['rm', ''],
  },
  {
    name: 'another misc device in its place, nobody',
    place: stranger(10, 229),
    who: nobody,
    expected: [OTHER, USER, SYSCTL],
    offered: ['rm + setfacl', CALL],
  },
  {
    name: 'a directory in its place',
    place: dev('mkdir /dev/userfaultfd'),
    who: root,
    expected: [OTHER, USER, OPEN],
    offered: NOTHING,
  },
  {
    name: 'a directory that is closed',
    place: dev(`${NODE}; chmod 700 /dev`),
    who: nobody,
    expected: [PATH, USER, SYSCTL],
    offered: ['', CALL],
  },
  {
    name: 'filter EPERM',
    place: here,
    who: () => filtered('eperm'),
    expected: [OPEN, FILTER, FILTER],
    offered: NOTHING,
  },
  {
    name: 'filter EPERM, nobody',
    place: here,
    who: filteredNobody('eperm'),
    expected: [MODE, FILTER, FILTER],
    offered: [GRANT, ''],
  },
  {
    name: 'filter ENOSYS',
    place: here,
    who: () => filtered('enosys'),
    expected: [OPEN, FILTER, FILTER],
    offered: NOTHING,
  },
  {
    name: 'filter ENOSYS, nobody, no node',
    place: dev(''),
    who: filteredNobody('enosys'),
    expected: [MISSING, FILTER, FILTER],
    offered: ['mknod + setfacl', ''],
  },
  {
    name: 'filter that kills',
    place: here,
    who: () => filtered('kill'),
    expected: [OPEN, KILLED, SPARED],
    offered: NOTHING,
  },
  {
    name: 'filter that kills, nobody',
    place: here,
    who: filteredNobody('kill'),
    expected: [MODE, KILLED, SPARED],
    offered: [GRANT, ''],
  },
  {
    name: 'filter that traps',
    place: here,
    who: () => filtered('trap'),
    expected: [OPEN, KILLED, SPARED],
    offered: NOTHING,
  },
  {
    name: 'user namespace',
    place: here,
    who: () => ['unshare', '-Ur'],
    expected: [OPEN, USER, NAMESPACE],
    offered: ['', 'sysctl'],
  },
  {
    name: 'user namespace, nobody',
    place: here,
    who: () => [...nobody(), 'unshare', '-Ur'],
    expected: [MODE, USER, NAMESPACE],
    offered: ['', 'sysctl'],
  },
  {
    name: 'no_new_privs',
    place: here,
    who: () => ['setpriv', '--no-new-privs'],
    expected: [OPEN, USER, OPEN],
    offered: NOTHING,
  },
  {
    name: 'no_new_privs, nobody',
    place: here,
    who: () => [...nobody(), '--no-new-privs'],
    expected: [MODE, USER, SYSCTL],
    offered: [GRANT, CALL],
  },
  {
    name: 'no /proc',
    place: () => mounted('umount -l /proc'),
    who: root,
    expected: [OPEN, USER, OPEN],
    offered: NOTHING,
  },
  {
    name: 'no /proc, nobody',
    place: () => mounted('umount -l /proc'),
    who: nobody,
    expected: [MODE, USER, UNREAD],
    offered: NOTHING,
  },
  {
    name: 'no /sys',
    place: () => mounted('umount -l /sys'),
    who: root,
    expected: [OPEN, USER, OPEN],
    offered: NOTHING,
  },
  {
    name: 'no /sys, nobody',
    place: () => mounted('umount -l /sys'),
    who: nobody,
    expected: [MODE, USER, SYSCTL],
    offered: [GRANT, CALL],
  },
  {
    name: 'read-only /dev',
    place: () => mounted('mount --bind /dev /dev; mount -o remount,bind,ro /dev'),
    who: root,
    expected: [OPEN, USER, OPEN],
    offered: NOTHING,
  },
  {
    name: '/dev without devices',
    place: closedDev(NODE),
    who: root,
    expected: [NODEV, USER, OPEN],
    offered: ['mount', ''],
  },
  {
    name: '/dev without devices, nobody',
    place: closedDev(NODE),
    who: nobody,
    expected: [NODEV, USER, SYSCTL],
    offered: ['mount + setfacl', CALL],
  },
  {
    name: 'device cgroup',
    place: deviceCgroup(),
    who: root,
    expected: [CGROUP, USER, OPEN],
    offered: ['echo', ''],
  },
  {
    name: 'device cgroup, a node that is open to all',
    place: deviceCgroup('chmod 666 /dev/userfaultfd'),
    who: nobody,
    expected: [CGROUP, USER, SYSCTL],
    offered: ['echo', CALL],
  },
  {
    name: 'chroot without the node',
    place: chroot(''),
    who: root,
    expected: [MISSING, USER, OPEN],
    offered: ['mknod', ''],
  },
  {
    name: 'chroot with the node, nobody',
    place: chroot('cp -a /dev/userfaultfd $root/new/dev/'),
    who: nobody,
    expected: [MODE, USER, SYSCTL],
    offered: [GRANT, CALL],
  },
];
