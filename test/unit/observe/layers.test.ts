import { describe, expect, it } from 'vitest';
import { readDeviceCgroup } from '../../../src/observe/files/caller/device-cgroup.js';
import { readLayers } from '../../../src/observe/files/caller/layers.js';
import { statusHex, statusIds, statusNumber } from '../../../src/observe/files/caller/status.js';
import type { Call, RanAs } from '../../../src/observe/observations.js';
import { ranAsSeen } from '../../../src/observe/place/caller.js';
import { tree } from './tree.js';

const MOUNTS =
  '30 1 0:1 / /sys/fs/cgroup/devices rw - cgroup cgroup rw,devices\n' +
  '31 1 0:2 /part /part rw - cgroup2 cgroup2 rw\n';

describe('the device cgroup', () => {
  const listed = (list: string, cgroup = '5:devices:/vm\n0::/vm\n') =>
    readDeviceCgroup(
      tree({
        '/proc/self/cgroup': cgroup,
        '/proc/self/mountinfo': MOUNTS,
        '/sys/fs/cgroup/devices/vm/devices.list': list,
      }),
    );

  it('of version 1 is open only where nothing was ever denied', () => {
    expect(listed('a *:* rwm\n')).toEqual({ version: 1, path: '/vm', devices: 'open' });
    expect(listed('c 1:3 rwm\nc 10:257 rw\n')).toEqual({ version: 1, path: '/vm', devices: 'limited' });
    expect(listed('a *:* rwm\n', '5:devices:/other\n')).toMatchObject({ version: 1, devices: null });
  });

  it('of version 2 is not known where no whole hierarchy is mounted', () => {
    expect(listed('', '0::/vm\n')).toEqual({ version: 2, path: '/vm', devices: null });
  });

  it('is none where there is no cgroup, or nothing can be read', () => {
    expect(readDeviceCgroup(tree())).toBeNull();
    expect(listed('', '1:name=systemd:/\n')).toBeNull();
  });
});

describe('layers in files', () => {
  const enforces = (label: string | null, file?: string) =>
    readLayers(tree(file === undefined ? {} : { '/sys/fs/selinux/enforce': file }), label).lsmEnforces;

  it('have the security modules and whether the one with the label enforces', () => {
    const root = tree({ '/sys/kernel/security/lsm': 'capability,landlock,apparmor' });
    expect(readLayers(root).lsms).toEqual(['capability', 'landlock', 'apparmor']);
    expect(enforces('docker-default (enforce)')).toBe(true);
    expect(enforces('x (complain)')).toBe(false);
    expect(enforces('unconfined')).toBe(false);
    expect(enforces('u:r:t:s0', '1')).toBe(true);
    expect(enforces('u:r:t:s0', '0')).toBe(false);
    expect(enforces(null)).toBeNull();
  });

  it('have the minor number of the device and the number of filters', () => {
    const root = tree({
      '/proc/misc': '229 fuse\n257 userfaultfd\n',
      '/proc/self/status': 'Seccomp:\t2\nSeccomp_filters:\t3\n',
      '/proc/self/uid_map': '         0     100000      65536\n',
    });
    const outerUid = 100000 + Number(process.geteuid?.());
    expect(readLayers(root)).toMatchObject({ deviceMinor: 257, seccompFilters: 3, outerUid });
    expect(readLayers(root, null, 7).outerUid).toBe(7);
  });

  it('are null where nothing can be read', () => {
    const nulls = {
      lsms: null,
      lsmEnforces: null,
      seccompFilters: null,
      deviceCgroup: null,
      deviceMinor: null,
    };
    expect(readLayers(tree())).toEqual({ ...nulls, outerUid: null });
  });
});

it('fields of a status are found by key, and null where they are not there', () => {
  const text = 'Name:\tUid:\t7\nUid:\t1\t2\t3\t4\nGroups:\t5 6 \nCapEff:\t00000000000000ff\nSeccomp:\t2\n';
  expect(statusIds(text, 'Uid')).toEqual([1, 2, 3, 4]);
  expect(statusIds(text, 'Groups')).toEqual([5, 6]);
  expect(statusIds('Groups:\t\n', 'Groups')).toEqual([]);
  expect(statusHex(text, 'CapEff')).toBe(255n);
  expect(statusNumber(text, 'Seccomp')).toBe(2);
  expect([statusIds('', 'Uid'), statusHex('', 'CapEff'), statusNumber('', 'Seccomp')]).toEqual([
    null,
    null,
    null,
  ]);
});

describe('who the experiments ran as', () => {
  const told: RanAs = {
    user: 'vm',
    euid: 0,
    egid: 0,
    groups: null,
    capabilities: null,
    initialUserNamespace: null,
    noNewPrivs: null,
    seccompMode: 2,
    lsmLabel: 'x',
  };
  const look = (step: string, ret: number, out = {}): Call => ({
    step,
    role: 'look',
    call: step,
    args: {},
    ret,
    errno: ret < 0 ? 'EPERM' : null,
    out,
  });
  const seen = (...calls: Call[]) =>
    ranAsSeen(told, [
      {
        id: 'caller',
        memory: null,
        pageBytes: null,
        dialect: null,
        end: 'done',
        signal: null,
        calls,
        series: [],
      },
    ]);

  it('is what their own calls answered, and what is inherited', () => {
    const found = seen(
      look('euid', 1000),
      look('egid', 1001),
      look('groups', 2),
      look('groups0', 0, { 0: 5, 1: 6 }),
      look('capabilities', 0, { effective: '0x0' }),
      look('no_new_privs', 1),
      look('user_namespace', 0, { inode: 4026532179 }),
    );
    const ids = { user: 'vm', euid: 1000, egid: 1001, groups: [5, 6], capabilities: '0x0' };
    expect(found).toEqual({ ...told, ...ids, initialUserNamespace: false, noNewPrivs: true });
  });

  it('is what was told where they did not answer, and no part of a list', () => {
    expect(seen(look('euid', -1), look('groups', 3), look('groups0', 0, { 0: 5 }))).toEqual(told);
    expect(ranAsSeen(told, [])).toEqual(told);
  });
});
