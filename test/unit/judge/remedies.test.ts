/** What is offered to who may not open the device: only what opens it, to the caller alone, by the path that leads there. */
import { describe, expect, it } from 'vitest';
import { createContext } from '../../../src/judge/create-context.js';
import type { Call, Layers, LikeProcess, Observations, RanAs } from '../../../src/observe/observations.js';
import { having, no, ok, run } from './build.js';
import { node, noNode, PROCESS, seeing } from './seen.js';
import { STOCK } from './stock.js';

const VM: Partial<RanAs> = {
  user: 'vm',
  euid: 107,
  egid: 107,
  groups: [],
  capabilities: '0x0',
  lsmLabel: null,
};
const INSIDE: Partial<RanAs> = { ...VM, user: null, initialUserNamespace: false };
const [RDONLY, NODEV] = [1, 4];
const DIRECTORY = { type: 0x4000, major: 0, minor: 0 };
const FUSE = { minor: 229 };

interface Host {
  errno?: string;
  ranAs?: Partial<RanAs>;
  layers?: Partial<Layers>;
  node?: Call[];
  process?: Partial<LikeProcess>;
  /** Of who asked about a process. */
  asker?: Partial<RanAs>;
}

function device({ errno = 'EACCES', ranAs = VM, layers, node: looks = node(0o600), process, asker }: Host) {
  const from: Observations = { ...STOCK, ranAs: { ...STOCK.ranAs, lsmLabel: null, ...ranAs } };
  const calls = [no('device_open', errno), ok('user_mode_only'), no('bad_flags', 'EINVAL', {}, 'control')];
  const seen = having(seeing(from, looks, layers), run('ways', [...calls, no('syscall', 'EPERM')]));
  const ways = createContext({
    ...seen,
    takenOn: process ? { how: 'like_pid', process: { ...PROCESS, lsmLabel: null, ...process } } : null,
    caller: process ? { ranAs: { ...STOCK.ranAs, ...asker }, layers: null, experiments: [] } : null,
  }).ways;
  return { ...ways.device.action, call: ways.syscall.action };
}
const commands = (host: Host) => (device(host).commands ?? []).map(({ command }) => command);

const GRANT = 'setfacl -m u:107:rw /dev/userfaultfd';
const MAKE = 'mknod -m 0600 /dev/userfaultfd c 10 257';
const REMOUNT = 'mount -o remount,bind,dev "$(findmnt -fno TARGET -T /dev/userfaultfd)"';

describe('commands for the device', () => {
  it('give the node to the account, or to a group that it is in from then on', () => {
    const [acl, group, ...rest] = commands({});
    expect([acl, rest]).toEqual([GRANT, []]);
    expect(group).toMatch(/^groupadd -rf userfaultfd && usermod -aG userfaultfd vm && .*udev\/rules\.d/);
    expect(device({}).commandsAll).toBeUndefined();
  });

  it('name no account by a name that a shell could misread', () => {
    for (const user of ['a b', '$(x)', '-x', null])
      expect(commands({ ranAs: { ...VM, user } })).toEqual([GRANT]);
  });

  it('see which class of the node decides, before any group', () => {
    expect(commands({ node: node(0o066, { uid: 107 }) })).toEqual(['setfacl -m u::rw /dev/userfaultfd']);
    const named = [
      [1, 6],
      [2, 4, 107],
      [4, 0],
      [32, 0],
    ];
    expect(commands({ node: node(0o660, {}, named) })).toEqual([GRANT]);
  });

  it('are a list where one gate stands behind another', () => {
    const missing = { errno: 'ENOENT', node: noNode('ENOENT') };
    expect(device(missing)).toMatchObject({ commandsAll: true });
    expect(commands(missing)).toEqual([MAKE, GRANT]);
    expect(commands({ ...missing, node: noNode('ENOENT', NODEV) })).toEqual([MAKE, REMOUNT, GRANT]);
    expect(commands({ node: node(0o600, { mount: NODEV }) })).toEqual([REMOUNT, GRANT]);
    expect(device({ node: node(0o600, { mount: NODEV }) }).hint).toMatch(/Then give the account/);
    expect(device({ ...missing, node: noNode('ENOENT', NODEV) }).hint).toMatch(
      /nodev, too\. A new node is for root/,
    );
  });

  it('of a new node are enough for who passes its mode', () => {
    const root = { errno: 'ENOENT', node: noNode('ENOENT'), ranAs: { ...VM, euid: 0 } };
    expect(commands(root)).toEqual([MAKE]);
    expect(commands({ ...root, ranAs: { user: null, euid: 5 } })).toEqual([MAKE]);
  });

  it('never give another device, nor what is not known to be this one', () => {
    const other = { errno: 'ENXIO', node: node(0o666, FUSE) };
    expect(commands(other)).toEqual([`rm /dev/userfaultfd && ${MAKE}`, GRANT]);
    expect(commands({ node: node(0o600, FUSE), layers: { deviceMinor: null } })).toEqual([]);
    expect(commands({ ...other, node: node(0o755, DIRECTORY) })).toEqual([]);
  });

  it('are none where something stays in the way', () => {
    for (const host of [
      { node: node(0o600, { mount: RDONLY }) },
      { errno: 'ENOENT', node: noNode('ENOENT', RDONLY) },
      { errno: 'ENOENT', node: noNode('ENOENT'), layers: { deviceMinor: null } },
      { node: noNode('EACCES') },
      { node: [] },
      { ranAs: INSIDE },
    ])
      expect(device(host)).not.toHaveProperty('commands');
    // Nobody makes a node there, not even who would need no grant of it.
    const root = { ranAs: { ...VM, euid: 0 }, errno: 'ENOENT', node: noNode('ENOENT', RDONLY) };
    expect(commands(root)).toEqual([]);
    expect(device({ node: node(0o600, { mount: RDONLY }) }).hint).toMatch(/read-only/);
    expect(device({ ranAs: INSIDE }).hint).toMatch(/--like-pid PID, run on the host/);
  });

  it('open the cgroup of version 1 and all above it', () => {
    const cgroup = (version: 1 | 2, path: string, deviceMinor: number | null = 257) =>
      commands({
        errno: 'EPERM',
        node: node(0o666),
        layers: { deviceCgroup: { version, path, devices: 'limited' }, deviceMinor },
      });
    expect(cgroup(1, '/docker/1')).toEqual([
      "echo 'c 10:257 rw' >/sys/fs/cgroup/devices/docker/devices.allow && " +
        "echo 'c 10:257 rw' >/sys/fs/cgroup/devices/docker/1/devices.allow",
    ]);
    for (const none of [
      cgroup(2, '/a.slice/vm.service'),
      cgroup(1, '/'),
      cgroup(1, '/a b'),
      cgroup(1, '/a', null),
    ])
      expect(none).toEqual([]);
    const unknown = { errno: 'EPERM', node: node(0o666), layers: { deviceCgroup: null } };
    expect(commands(unknown)).toEqual([]);
    // Without an entry of its own no node can be made there either.
    const noneYet = (version: 1 | 2) =>
      commands({
        errno: 'ENOENT',
        node: noNode('ENOENT'),
        layers: { deviceCgroup: { version, path: '/a', devices: 'limited' } },
      });
    expect(noneYet(1)).toEqual(["echo 'c 10:257 rwm' >/sys/fs/cgroup/devices/a/devices.allow", MAKE, GRANT]);
    expect(noneYet(2)).toEqual([]);
    const limited = { version: 2, path: '/a', devices: 'limited' } as const;
    expect(device({ layers: { deviceCgroup: limited } }).hint).toMatch(/device cgroup .* may refuse next\.$/);
  });
});

describe('commands for a process', () => {
  const outer = { layers: { outerUid: 100005 } };

  it('go through its root, by its number outside of its user namespace', () => {
    expect(commands({ ...outer, ranAs: INSIDE, process: { sameRoot: false } })).toEqual([
      'setfacl -m u:100005:rw /proc/42/root/dev/userfaultfd',
    ]);
    expect(commands({ ...outer, ranAs: INSIDE, process: {} })).toEqual([
      'setfacl -m u:100005:rw /dev/userfaultfd',
    ]);
    const jail = { layers: { outerUid: 107 }, process: { sameRoot: false } };
    expect(commands({ ...jail, errno: 'ENOENT', node: noNode('ENOENT') })).toEqual([
      'mknod -m 0600 /proc/42/root/dev/userfaultfd c 10 257',
      'setfacl -m u:107:rw /proc/42/root/dev/userfaultfd',
    ]);
    expect(commands({ ...jail, node: node(0o666, { mount: NODEV }) })).toEqual([
      `nsenter -t 42 -m -r sh -c '${REMOUNT}'`,
    ]);
    expect(device(jail).call?.commands?.map(({ command }) => command.split(' ')[0])).toEqual(['sysctl']);
  });

  it('make nothing inside of its user namespace, where no node opens', () => {
    const inside = { ...outer, ranAs: INSIDE, process: { sameRoot: false } };
    for (const looks of [noNode('ENOENT'), node(0o666, { mount: NODEV })])
      expect(commands({ ...inside, errno: looks.length > 1 ? 'EACCES' : 'ENOENT', node: looks })).toEqual([]);
    expect(device({ ...inside, errno: 'ENOENT', node: noNode('ENOENT') }).hint).toMatch(
      /bind that of the host/,
    );
    const root = { ...inside, ranAs: { ...INSIDE, euid: 0 }, errno: 'ENOENT', node: noNode('ENOENT') };
    expect(commands(root)).toEqual([]);
    const closed = device({ ...inside, errno: 'EACCES', node: node(0o600) });
    expect(closed.hint).not.toMatch(/bind that of the host/);
  });

  it('are none where who asked does not see its number or its root', () => {
    for (const more of [
      { layers: { outerUid: null }, process: {} },
      { ...outer, process: { sameRoot: null } },
      { ...outer, process: {}, asker: { initialUserNamespace: false } },
    ])
      expect(commands(more)).toEqual([]);
  });

  it('for the plain call are none where its filter may refuse as well', () => {
    const { call } = device({ ...outer, process: { seccompMode: 2 } });
    expect(call).not.toHaveProperty('commands');
    expect(call?.hint).toMatch(/Process 42 has a seccomp filter, which may refuse the call as well\.$/);
  });
});
