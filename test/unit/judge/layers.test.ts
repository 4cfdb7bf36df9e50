/** A refused way with every layer: who refuses, who is ruled out, and what would open it. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/document/index.js';
import { createContext } from '../../../src/judge/create-context.js';
import type { Finding } from '../../../src/judge/finding.js';
import type { Call, Layers, Observations, RanAs, Settings } from '../../../src/observe/observations.js';
import { having, look, lost, no, ok, run, unseen } from './build.js';
import { node, noNode, PROCESS, seeing } from './seen.js';
import { STOCK } from './stock.js';

const NOBODY: Partial<RanAs> = { user: 'vm', euid: 1000, egid: 1000, groups: [], capabilities: '0x0' };
const flags = (errno: string) => no('bad_flags', errno, {}, 'control');
const REFUSED = [no('device_open', 'EACCES'), ok('user_mode_only'), flags('EINVAL'), no('syscall', 'EPERM')];

interface Host {
  ranAs?: Partial<RanAs>;
  layers?: Partial<Layers>;
  settings?: Partial<Settings>;
  node?: Call[];
}

function host(calls: Call[], { ranAs = NOBODY, layers, settings, node: looks = node(0o600) }: Host = {}) {
  const from: Observations = {
    ...STOCK,
    ranAs: { ...STOCK.ranAs, lsmLabel: null, ...ranAs },
    settings: { ...STOCK.settings, ...settings },
  };
  return having(seeing(from, looks, layers), run('ways', calls));
}
const waysOf = (calls: Call[], more?: Host) => createContext(host(calls, more)).ways;
const layer = (of: { evidence: string[] }, name: string) =>
  of.evidence.find((line) => line.startsWith(`layer ${name} `))?.slice(`layer ${name} `.length);
const heads = (of: Finding) =>
  of.action?.commands?.map(({ command }) => command.split(' ').slice(0, 1).join(' '));

describe('the layers of the plain call', () => {
  it('name the sysctl and the capability, and rule out the rest', () => {
    const { syscall } = waysOf(REFUSED);
    expect(syscall.evidence.filter((line) => line.startsWith('layer '))).toEqual([
      'layer kernel_build ruled_out userfaultfd=true',
      'layer sysctl refuses vm.unprivileged_userfaultfd=0',
      'layer capability refuses CAP_SYS_PTRACE=false',
      'layer user_namespace ruled_out initial=true',
      'layer seccomp ruled_out mode=0 filters=0',
      'layer lsm ruled_out modules=',
    ]);
  });

  it('name the user namespace where the capability of it does not count', () => {
    const { syscall } = waysOf(REFUSED, {
      ranAs: { ...NOBODY, capabilities: '0x80000', initialUserNamespace: false },
    });
    expect(layer(syscall, 'user_namespace')).toBe('refuses initial=false');
    expect(heads(syscall)).toEqual(['sysctl']);
  });

  it('say what could not be read, and name in words what is ruled out where nothing explains', () => {
    const { syscall } = waysOf(REFUSED, {
      ranAs: {
        ...NOBODY,
        capabilities: '0x80000',
        seccompMode: null,
        initialUserNamespace: null,
        lsmLabel: 'a\nb',
      },
      layers: { lsms: null, seccompFilters: null },
    });
    expect(syscall.gate).toBe('unknown');
    expect(layer(syscall, 'user_namespace')).toBe('not_told initial=unreadable');
    expect(layer(syscall, 'seccomp')).toBe('not_told mode=unreadable');
    expect(layer(syscall, 'lsm')).toBe('not_told modules=unreadable label=a\\x0ab');
    expect(syscall.action?.hint).toMatch(/Ruled out: kernel_build, .*; not told: .*seccomp, lsm\.$/);
    const { syscall: bare } = createContext({ ...host(REFUSED, { ranAs: {} }), layers: null }).ways;
    expect(layer(bare, 'lsm')).toBe('not_told modules=unreadable');
  });

  it('have none to name where all are open or none is told', () => {
    const open = { ranAs: {}, settings: { unprivilegedUserfaultfd: 1 } };
    expect(waysOf(REFUSED, open).syscall.action?.hint).toMatch(/; not told: none\.$/);
    const dark = {
      ...unseen(
        host([no('syscall', 'EPERM')], {
          ranAs: { capabilities: null, initialUserNamespace: null, seccompMode: 2 },
        }),
      ),
    };
    const { syscall } = createContext({ ...dark, layers: null }).ways;
    expect(layer(syscall, 'kernel_build')).toBe('not_told userfaultfd=unreadable');
    expect(syscall.action?.hint).toMatch(/Ruled out: none;/);
  });

  it('know a kernel that was built without it', () => {
    const from = unseen(host([no('syscall', 'EIO')]));
    const kconfig = { ...from.witnesses.kconfig, userfaultfd: 'n' as const };
    const built = { ...from, witnesses: { ...from.witnesses, kconfig } };
    expect(layer(createContext(built).ways.syscall, 'kernel_build')).toBe('would_refuse userfaultfd=false');
    const yes = {
      ...from,
      witnesses: { ...from.witnesses, kconfig: { ...kconfig, userfaultfd: 'y' as const } },
    };
    expect(layer(createContext(yes).ways.syscall, 'kernel_build')).toBe('ruled_out userfaultfd=true');
  });

  it('know it by any one thing that shows it', () => {
    const kernel = (settings: Partial<Settings>) => {
      const from = unseen(host([no('syscall', 'EIO')]));
      const shown = { ...from, settings: { ...from.settings, ...settings } };
      return layer(createContext(shown).ways.syscall, 'kernel_build');
    };
    expect(kernel({})).toBe('not_told userfaultfd=unreadable');
    expect(kernel({ deviceInProcMisc: true })).toBe('ruled_out userfaultfd=true');
    expect(kernel({ unprivilegedUserfaultfd: 0 })).toBe('ruled_out userfaultfd=true');
  });

  const filtered = [
    no('device_open', 'EACCES'),
    no('user_mode_only', 'EPERM'),
    flags('EPERM'),
    no('syscall', 'EPERM'),
  ];
  const rights = (ranAs: Partial<RanAs>, unprivilegedUserfaultfd: number | null) => {
    const { syscall } = waysOf(filtered, {
      ranAs: { ...NOBODY, seccompMode: 2, ...ranAs },
      settings: { unprivilegedUserfaultfd },
    });
    expect(layer(syscall, 'seccomp')).toMatch(/^refuses /);
    return ['sysctl', 'capability', 'user_namespace'].map((name) => layer(syscall, name)?.split(' ')[0]);
  };
  const PTRACE = { capabilities: '0x80000' };

  // The kernel lets pass whom the sysctl or the capability lets pass: userfaultfd_syscall_allowed.
  it.each([
    ['neither', {}, 0, ['would_refuse', 'would_refuse', 'ruled_out']],
    ['the sysctl', {}, 1, ['ruled_out', 'ruled_out', 'ruled_out']],
    ['the capability', PTRACE, 0, ['ruled_out', 'ruled_out', 'ruled_out']],
    [
      'one of another namespace',
      { ...PTRACE, initialUserNamespace: false },
      0,
      ['would_refuse', 'ruled_out', 'would_refuse'],
    ],
    [
      'none in another namespace',
      { initialUserNamespace: false },
      0,
      ['would_refuse', 'would_refuse', 'ruled_out'],
    ],
    ['a sysctl that could not be read', {}, null, ['not_told', 'not_told', 'ruled_out']],
    ['capabilities that could not be read', { capabilities: null }, 0, ['not_told', 'not_told', 'ruled_out']],
    ['capabilities that do not matter', { capabilities: null }, 1, ['ruled_out', 'ruled_out', 'ruled_out']],
  ])('beside a filter: %s', (_, ranAs, sysctl, verdicts) => {
    expect(rights(ranAs, sysctl)).toEqual(verdicts);
  });

  it('ask for no right where only faults of user mode are wanted', () => {
    const { userModeOnly } = waysOf(filtered, { ranAs: { ...NOBODY, seccompMode: 2 } });
    expect(layer(userModeOnly, 'sysctl')).toBe('ruled_out vm.unprivileged_userfaultfd=0');
    expect(layer(userModeOnly, 'capability')).toBe('ruled_out CAP_SYS_PTRACE=false');
  });

  it('know no filter that could refuse only by the mode: one may look at the arguments', () => {
    const seccomp = (seccompMode: number, ...calls: Call[]) =>
      layer(
        waysOf([...calls, no('syscall', 'EIO')], { ranAs: { ...NOBODY, seccompMode } }).syscall,
        'seccomp',
      );
    expect(seccomp(0)).toBe('ruled_out mode=0 filters=0');
    expect(seccomp(1)).toBe('not_told mode=1 filters=0');
    expect(seccomp(2)).toBe('not_told mode=2 filters=0');
    // Another call that passed says nothing of this one.
    expect(seccomp(2, flags('EINVAL'))).toBe('not_told mode=2 filters=0');
  });

  it('rule out a security module that only complains', () => {
    const complains = {
      layers: { lsms: ['apparmor'], lsmEnforces: false },
      ranAs: { ...NOBODY, lsmLabel: 'x' },
    };
    expect(layer(waysOf(REFUSED, complains).syscall, 'lsm')).toBe(
      'ruled_out modules=apparmor label=x enforces=false',
    );
    const enforces = { ...complains, layers: { lsms: ['selinux'], lsmEnforces: true } };
    expect(layer(waysOf(REFUSED, enforces).syscall, 'lsm')).toMatch(/^not_told /);
  });
});

describe('a filter that kills', () => {
  const calls = [no('device_open', 'EACCES'), { ...lost('user_mode_only'), call: 'userfaultfd' }];
  const killed = run('ways', calls, { end: 'signal', signal: 'SIGSYS' });
  const from = { ...host([]), ranAs: { ...STOCK.ranAs, ...NOBODY, seccompMode: 2 } };

  it('is met once, and named of the call that is not made any more', () => {
    const { userModeOnly, syscall } = createContext(having(from, killed)).ways;
    expect(userModeOnly).toMatchObject({ state: 'not_permitted', gate: 'seccomp', reason: 'killed' });
    expect(syscall).toMatchObject({ gate: 'seccomp', reason: 'not_tried_would_kill' });
    expect(layer(syscall, 'seccomp')).toMatch(/^refuses mode=2/);
    // No command takes a filter from a process, and what opens the device does not open the call.
    expect(heads(syscall)).toBeUndefined();
    expect(syscall.action?.hint).toMatch(/^Two gates, .*seccomp.*vm\.unprivileged_userfaultfd/);
    expect(userModeOnly.action?.hint).not.toMatch(/vm\.unprivileged_userfaultfd/);
  });

  it('on the plain call alone has the other call beside it as what passed', () => {
    const plain = run(
      'ways',
      [
        no('device_open', 'EACCES'),
        no('user_mode_only', 'EIO'),
        no('bad_flags', 'EINVAL', {}, 'control'),
        { ...lost('syscall'), call: 'userfaultfd' },
      ],
      { end: 'signal', signal: 'SIGSYS' },
    );
    const { syscall } = createContext(having(from, plain)).ways;
    expect(syscall).toMatchObject({ state: 'not_permitted', gate: 'seccomp', reason: 'killed' });
    expect(syscall.evidence.slice(0, 2)).toEqual(['test syscall (no answer)', 'control bad_flags -1 EINVAL']);
  });

  it('is known to a run that spares the call altogether', () => {
    const spared = createContext(having(from, run('ways', [no('device_open', 'EACCES')]))).ways;
    for (const way of [spared.userModeOnly, spared.syscall])
      expect(way).toMatchObject({ gate: 'seccomp', reason: 'not_tried_would_kill' });
  });

  it('is no other death', () => {
    for (const odd of [
      { ...killed, signal: 'SIGSEGV' },
      { ...killed, calls: [{ ...lost('user_mode_only'), call: 'statx' }] },
      { ...killed, calls: [ok('user_mode_only')] },
      { ...killed, calls: [] },
    ])
      expect(createContext(having(from, odd)).ways.syscall.state).toBe('unknown');
  });
});

describe('the layers of the device', () => {
  const device = (errno: string, more: Host = {}) => waysOf([no('device_open', errno)], more).device;
  const root = { ranAs: {} };

  it.each([
    ['EACCES', { node: noNode('EACCES') }, 'path_mode', 'device_node'],
    ['EACCES', { ...root, node: node(0o600, { mount: 4 }) }, 'mount_nodev', 'device_node'],
    ['EACCES', {}, 'node_mode', 'device_node'],
    ['EACCES', { node: node(0o666), layers: { lsms: ['selinux'] } }, 'lsm', 'lsm'],
    ['EACCES', { node: node(0o666), layers: { lsms: null } }, 'lsm', 'lsm'],
    ['EACCES', { node: node(0o666) }, 'unexplained', 'unknown'],
    ['EACCES', { ranAs: { seccompMode: 2 }, layers: { lsms: null } }, 'unexplained', 'unknown'],
    ['EACCES', { ranAs: { ...NOBODY, groups: null } }, 'unexplained', 'unknown'],
    ['EACCES', { ...root, node: noNode('EACCES') }, 'unexplained', 'unknown'],
    ['EPERM', {}, 'unexplained', 'unknown'],
    ['EPERM', { layers: { deviceCgroup: null } }, 'device_cgroup', 'device_node'],
    ['ENXIO', { node: node(0o666, { minor: 99 }) }, 'node_other', 'device_node'],
  ] as const)('%s, %j', (errno, more, reason, gate) => {
    expect(device(errno, more as Host)).toMatchObject({ state: 'not_permitted', reason, gate });
  });

  const TMPFS = '0x1021994';
  const on = (type: string, neighbour?: Call, mount = 0): Call[] => [
    ...node(0o666, { mount }).map((call) =>
      call.step === 'node_mount' ? { ...call, out: { ...call.out, type } } : call,
    ),
    ...(neighbour ? [neighbour] : []),
  ];
  const closed = no('neighbour', 'EACCES', {}, 'look');
  it.each<readonly [Call[], string[] | null, string, string, string | undefined]>([
    // No device of that file system opens, whatever its mode.
    [on(TMPFS, closed), ['selinux'], 'user_mount', 'device_node', 'refuses user_mount=shown'],
    // Neither does one of a mount that is nodev, whoever mounted it.
    [on(TMPFS, closed, 4), ['selinux'], 'mount_nodev', 'device_node', 'not_told user_mount=possible'],
    // Another one does, so it is not the file system.
    [on(TMPFS, look('neighbour', {})), ['selinux'], 'lsm', 'lsm', 'ruled_out user_mount=ruled_out'],
    // devtmpfs has the same type; ext4 is nothing that a user namespace may mount.
    [on('0xef53'), ['selinux'], 'lsm', 'lsm', 'ruled_out user_mount=ruled_out'],
    [on(TMPFS), [], 'user_mount', 'device_node', 'refuses user_mount=possible'],
    [on(TMPFS), ['selinux'], 'unexplained', 'unknown', 'not_told user_mount=possible'],
    [on('0xef53'), [], 'unexplained', 'unknown', 'ruled_out user_mount=ruled_out'],
    [node(0o666), ['selinux'], 'lsm', 'lsm', undefined],
  ])(
    'tell a file system that a user namespace mounted from a security module (%#)',
    (looks, lsms, reason, gate, said) => {
      const found = device('EACCES', { node: looks, layers: { lsms } });
      expect(found).toMatchObject({ state: 'not_permitted', reason, gate });
      expect(layer(found, 'file_system')).toBe(said);
    },
  );

  it('name the module that refused by elimination', () => {
    const refused = device('EACCES', { node: node(0o666), layers: { lsms: ['selinux'] } });
    expect(layer(refused, 'lsm')).toBe('refuses modules=selinux');
    expect(layer(refused, 'device_node')).toBe('ruled_out mode=0666 uid=0 gid=0');
    expect(layer(refused, 'device_cgroup')).toBe('ruled_out version=2 devices=open');
  });

  it('say what would refuse, had the cgroup not been first', () => {
    const limited = { version: 2, path: '/a.service', devices: 'limited' } as const;
    const verdict = (calls: Call[]) =>
      layer(device('EPERM', { node: calls, layers: { deviceCgroup: limited } }), 'device_node')?.split(
        ' ',
      )[0];
    expect(verdict(node(0o666))).toBe('ruled_out');
    expect(verdict(node(0o600))).toBe('would_refuse');
    expect(verdict(node(0o666, { mount: 4 }))).toBe('would_refuse');
    expect(verdict(node(0o666, { minor: 3 }))).toBe('would_refuse');
    expect(verdict(noNode('EACCES'))).toBe('would_refuse');
    const aside = device('ENXIO', { layers: { deviceCgroup: limited } });
    expect(layer(aside, 'device_cgroup')).toBe('not_told version=2 devices=limited');
  });

  it('tell nothing of a node and a cgroup that nobody looked at', () => {
    const found = device('EIO', { node: [] });
    expect(found.evidence).toContain('layer device_node not_told');
    const { device: bare } = createContext({ ...host([no('device_open', 'EIO')]), layers: null }).ways;
    expect(bare.evidence).toContain('layer device_cgroup not_told');
    const unread = { version: 2, path: '/a', devices: null } as const;
    expect(layer(device('EIO', { layers: { deviceCgroup: unread } }), 'device_cgroup')).toBe(
      'not_told version=2 devices=unreadable',
    );
  });

  it('are of the cgroup of the process in whose place it is asked, where it may be another', () => {
    const theirs = { version: 2, path: '/theirs', devices: 'limited' } as const;
    const cgroup = (sameCgroup: boolean | null) => {
      const process = { ...PROCESS, sameCgroup, deviceCgroup: theirs };
      const of: Observations = {
        ...host([no('device_open', 'EIO')]),
        takenOn: { how: 'like_pid', process },
      };
      return layer(createContext(of).ways.device, 'device_cgroup');
    };
    expect(cgroup(true)).toBe('ruled_out version=2 devices=open');
    for (const same of [false, null]) expect(cgroup(same)).toBe('not_told version=2 devices=limited');
  });

  it('tell what stands in the place of the device', () => {
    const stranger = { node: node(0o666, { major: 1, minor: 3 }) };
    const found = waysOf([ok('device_open'), no('device_new', 'ENOTTY')], stranger).device;
    expect(found).toMatchObject({ state: 'not_permitted', reason: 'node_other', gate: 'device_node' });
    expect(layer(found, 'device_node')).toBe('refuses mode=0666 uid=0 gid=0 device=other');
    const unknown = device('ENXIO', { ...stranger, settings: { deviceInProcMisc: null } });
    expect(unknown).toMatchObject({ state: 'unknown', reason: 'node_other' });
    expect(device('ENXIO')).toMatchObject({ state: 'unknown', reason: 'unexpected_enxio' });
  });
});

describe('commands', () => {
  it('for the plain call never speak of the device', () => {
    for (const more of [{}, { node: noNode('ENOENT') }, { settings: { deviceInProcMisc: null } }])
      expect(heads(waysOf(REFUSED, more).syscall)).toEqual(['sysctl', 'setpriv']);
    const { syscall } = waysOf(REFUSED, { ranAs: { ...NOBODY, groups: [5, 7] } });
    expect(syscall.action?.commands?.at(-1)?.command).toMatch(/--reuid=1000 --regid=1000 --groups=5,7 /);
    expect(syscall.action?.hint).toMatch(/see open\.device\.$/);
    const open = [ok('device_open'), ok('device_new'), ...REFUSED.slice(1)];
    expect(waysOf(open).syscall.action?.hint).toMatch(/is open to this caller\.$/);
    const old = { settings: { deviceInProcMisc: false }, node: noNode('ENOENT') };
    expect(waysOf(REFUSED, old).syscall.action?.hint).toMatch(/CAP_SYS_PTRACE\.$/);
  });

  it('stand with the ways, and with EVENT_FORK the one that it needs', () => {
    const api = STOCK.experiments.find(({ id }) => id === 'api');
    const calls = (api?.calls ?? []).map((each) => (each.step === 'bit1' ? no('bit1', 'EPERM') : each));
    const fork = (of: Observations) =>
      judge(having(of, run('api', calls))).capabilities.find(({ id }) => id === 'feature.event_fork');
    expect(fork(host(REFUSED))?.action?.commands?.map((each) => each.command)).toEqual([
      expect.stringMatching(/^setpriv .*sys_ptrace hgm-probe$/),
    ]);
    const inside = { ...NOBODY, initialUserNamespace: false };
    expect(fork(host(REFUSED, { ranAs: inside }))?.action).not.toHaveProperty('commands');
  });
});
