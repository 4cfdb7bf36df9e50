/** /dev/kvm in several states, and the commands that are printed for it: each is run there, and opens it. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { afterDoing, heads, remedies } from './commands.js';
import { asUser, NOBODY, ownDev, report, reportOf, type Setting, said, whyNot } from './machine.js';
import { deviceCgroup } from './settings.js';

const why = whyNot() ?? (existsSync('/dev/kvm') ? null : 'this machine has no /dev/kvm');

const ROW = 'kvm.open';
const NODE = "mknod -m 0600 /dev/kvm c 10 $(sed -n 's/ *\\([0-9]*\\) kvm$/\\1/p' /proc/misc)";
const nobody = (): Setting => asUser(NOBODY);
const root = (): Setting => ['env'];

const SITUATIONS: readonly (readonly [
  name: string,
  place: () => Setting,
  who: () => Setting,
  expected: string,
  offered: string,
])[] = [
  ['root', () => ownDev(NODE), root, 'supported works', ''],
  ['mode 0600', () => ownDev(NODE), nobody, 'not_permitted node_mode device_node', 'setfacl'],
  ['mode 0666', () => ownDev(`${NODE}; chmod 666 /dev/kvm`), nobody, 'supported works', ''],
  [
    'an entry of its list',
    () => ownDev(`${NODE}; setfacl -m u:${NOBODY}:rw /dev/kvm`),
    nobody,
    'supported works',
    '',
  ],
  ['no node', () => ownDev('true'), root, 'not_permitted node_missing device_node', 'mknod'],
  [
    'no node, nobody',
    () => ownDev('true'),
    nobody,
    'not_permitted node_missing device_node',
    'mknod + setfacl',
  ],
  [
    'another device',
    () => ownDev('mknod -m 666 /dev/kvm c 10 229'),
    nobody,
    'not_permitted node_other device_node',
    'rm + setfacl',
  ],
  [
    'a device cgroup',
    deviceCgroup(`${NODE}; chmod 666 /dev/kvm`),
    nobody,
    'not_permitted device_cgroup device_node',
    'echo',
  ],
  [
    'a device cgroup, no node',
    deviceCgroup(),
    root,
    'not_permitted node_missing device_node',
    'echo + mknod',
  ],
  [
    'a /dev without devices',
    () => ownDev(`${NODE}; chmod 666 /dev/kvm; mount -o remount,bind,nodev,nosuid /dev`),
    nobody,
    'not_permitted mount_nodev device_node',
    'mount',
  ],
];

describe.skipIf(why !== null)(`/dev/kvm${why === null ? '' : ` (${why})`}`, () => {
  it.for(SITUATIONS)('%s', ([, place, who, expected, offered]) => {
    const found = report([...place(), ...who()]);
    expect([said(found, ROW), heads(found, ROW)]).toEqual([expected, offered]);
    const own = remedies(found).filter(({ id }) => id === ROW);
    const opened = own.map(({ commands }) => said(reportOf(afterDoing(place(), who(), commands)), ROW));
    expect(opened).toEqual(own.map(() => 'supported works'));
  });
});
