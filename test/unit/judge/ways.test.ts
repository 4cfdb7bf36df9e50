import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/document/index.js';
import { createContext } from '../../../src/judge/create-context.js';
import type { Call, Observations, RanAs, Settings } from '../../../src/observe/observations.js';
import { having, lost, no, ok, run, setup, unseen, without } from './build.js';
import { STOCK } from './stock.js';

const NOBODY: Partial<RanAs> = { euid: 1000, capabilities: '0x0' };

interface Host {
  ranAs?: Partial<RanAs>;
  settings?: Partial<Settings>;
  /** A kernel that shows nothing of userfaultfd. */
  unseen?: boolean;
}

function on({ ranAs, settings, unseen: hidden }: Host): Observations {
  const from = hidden ? unseen(STOCK) : STOCK;
  return {
    ...from,
    ranAs: { ...from.ranAs, ...ranAs },
    settings: { ...from.settings, ...settings },
  };
}

const waysOf = (calls: Call[], host: Host = {}) => createContext(having(on(host), run('ways', calls))).ways;

const badFlags = (errno: string) => no('bad_flags', errno, {}, 'control');

describe('userfaultfd(0)', () => {
  const syscall = (errno: string, flags: string | null, host: Host = {}) =>
    waysOf([...(flags ? [badFlags(flags)] : []), no('syscall', errno)], host).syscall;

  it.each([
    ['ENOSYS', 'ENOSYS', { ranAs: { seccompMode: 0 }, unseen: true }, 'absent', 'not_built', undefined],
    ['ENOSYS', 'EINVAL', { ranAs: { seccompMode: 0 } }, 'unknown', 'enosys_or_seccomp', undefined],
    ['ENOSYS', null, { ranAs: { seccompMode: 0 } }, 'unknown', 'enosys_or_seccomp', undefined],
    ['ENOSYS', null, { ranAs: { seccompMode: 0 }, unseen: true }, 'unknown', 'enosys_or_seccomp', undefined],
    [
      'ENOSYS',
      'ENOSYS',
      { ranAs: { seccompMode: 2 }, unseen: true },
      'unknown',
      'enosys_or_seccomp',
      undefined,
    ],
    [
      'ENOSYS',
      'ENOSYS',
      { ranAs: { seccompMode: null }, unseen: true },
      'unknown',
      'enosys_or_seccomp',
      undefined,
    ],
    // A kernel that shows the sysctl has userfaultfd, so the answer is a filter's; without one, nobody knows whose.
    ['ENOSYS', 'ENOSYS', { ranAs: { seccompMode: 2 } }, 'not_permitted', 'seccomp', 'seccomp'],
    ['ENOSYS', 'ENOSYS', { ranAs: { seccompMode: null } }, 'not_permitted', 'seccomp', 'seccomp'],
    ['ENOSYS', 'ENOSYS', { ranAs: { seccompMode: 0 } }, 'unknown', 'enosys_or_seccomp', undefined],
    ['EPERM', 'EPERM', { ranAs: { ...NOBODY, seccompMode: 2 } }, 'not_permitted', 'seccomp', 'seccomp'],
    ['EPERM', 'EPERM', { ranAs: { ...NOBODY, seccompMode: null } }, 'not_permitted', 'seccomp', 'seccomp'],
    // Before 5.11 the permission is checked before the flags, and nothing filters here.
    ['EPERM', 'EPERM', { ranAs: NOBODY }, 'not_permitted', 'sysctl_and_no_capability', 'sysctl'],
    ['EPERM', 'EINVAL', { ranAs: NOBODY }, 'not_permitted', 'sysctl_and_no_capability', 'sysctl'],
    [
      'EPERM',
      'EINVAL',
      { ranAs: { ...NOBODY, seccompMode: 2 } },
      'not_permitted',
      'sysctl_and_no_capability',
      'sysctl',
    ],
    [
      'EPERM',
      'EINVAL',
      { ranAs: { initialUserNamespace: false } },
      'not_permitted',
      'namespace_capability',
      'sysctl',
    ],
    ['EPERM', 'EINVAL', { ranAs: { initialUserNamespace: null } }, 'not_permitted', 'unexplained', 'unknown'],
    ['EPERM', 'EINVAL', {}, 'not_permitted', 'unexplained', 'unknown'],
    ['EPERM', 'EINVAL', { ranAs: { capabilities: null } }, 'not_permitted', 'unexplained', 'unknown'],
    [
      'EPERM',
      'EINVAL',
      { ranAs: NOBODY, settings: { unprivilegedUserfaultfd: 1 } },
      'not_permitted',
      'unexplained',
      'unknown',
    ],
    [
      'EPERM',
      'EINVAL',
      { ranAs: NOBODY, settings: { unprivilegedUserfaultfd: null } },
      'not_permitted',
      'unexplained',
      'unknown',
    ],
    ['EPERM', 'ENOSYS', { ranAs: NOBODY }, 'not_permitted', 'unexplained', 'unknown'],
    ['EPERM', null, { ranAs: NOBODY }, 'not_permitted', 'unexplained', 'unknown'],
    ['EACCES', 'EINVAL', {}, 'not_permitted', 'lsm', 'lsm'],
    ['EMFILE', 'EINVAL', {}, 'no_resources', 'emfile', undefined],
    ['EINVAL', 'EINVAL', {}, 'unknown', 'unexpected_einval', undefined],
    ['EIO', 'EINVAL', {}, 'unknown', 'unexpected_eio', undefined],
  ] as const)('%s with bad flags %s, %j', (errno, flags, host, state, reason, gate) => {
    const found = syscall(errno, flags, host);
    expect([found.state, found.reason, found.gate]).toEqual([state, reason, gate]);
    // A limit of the caller's own is no gate, and has something to do about it as well.
    expect(found.action === undefined).toBe(gate === undefined && state !== 'no_resources');
  });

  const FILTERED = { ranAs: { seccompMode: 2 } };
  const twice = (errno: string, host: Host) =>
    waysOf([no('device_open', 'EACCES'), no('user_mode_only', errno), no('syscall', errno)], host);

  it('is a filter that refused both calls, where the kernel is one that refuses no user mode', () => {
    for (const errno of ['EPERM', 'ENOSYS']) {
      const { syscall: plain, userModeOnly } = twice(errno, FILTERED);
      for (const way of [plain, userModeOnly])
        expect(way).toMatchObject({ state: 'not_permitted', reason: 'seccomp', gate: 'seccomp' });
    }
    // Before 5.11 the sysctl guards user mode, too, and nothing else tells how old this kernel is.
    const old = { ...FILTERED, settings: { deviceInProcMisc: false } };
    expect(twice('EPERM', old).userModeOnly).toMatchObject({ reason: 'unexplained', gate: 'unknown' });
  });

  it('is a security module where flags were looked at before, and then the plain call needs no trial', () => {
    const module = [no('device_open', 'EACCES'), no('user_mode_only', 'EACCES'), badFlags('EINVAL')];
    for (const host of [{}, FILTERED]) {
      const { syscall: plain, userModeOnly } = waysOf(module, host);
      expect(userModeOnly).toMatchObject({ state: 'not_permitted', reason: 'lsm', gate: 'lsm' });
      expect(plain).toMatchObject({ state: 'not_permitted', reason: 'not_tried_would_log', gate: 'lsm' });
    }
    const filter = [...module.slice(0, 2), badFlags('EACCES')];
    const { syscall: untried, userModeOnly } = waysOf(filter, FILTERED);
    expect(userModeOnly).toMatchObject({ state: 'not_permitted', gate: 'seccomp' });
    // A filter may look at the flags.
    expect(untried).toMatchObject({ state: 'unknown', reason: 'not_tried_would_log' });
    expect(waysOf(module.slice(0, 2), FILTERED).userModeOnly).toMatchObject({ gate: 'unknown' });
    // Behind a filter of the plain call stands the sysctl; user mode asks for no right.
    const hint = (step: 'syscall' | 'user_mode_only') => {
      const { syscall: plain, userModeOnly: user } = waysOf([no(step, 'EACCES'), badFlags('EACCES')], {
        ranAs: { ...NOBODY, seccompMode: 2 },
      });
      return (step === 'syscall' ? plain : user).action?.hint;
    };
    expect(hint('syscall')).toMatch(/^Two gates, .*seccomp.*vm\.unprivileged_userfaultfd/);
    expect(hint('user_mode_only')).not.toMatch(/vm\.unprivileged_userfaultfd/);
  });

  it('says that a capability of a namespace does not count', () => {
    const found = syscall('EPERM', 'EINVAL', { ranAs: { initialUserNamespace: false } });
    expect(found.action?.hint).toMatch(/user namespace does not count/);
    expect(found.action?.hint).toMatch(/vm\.unprivileged_userfaultfd .*CAP_SYS_PTRACE/);
  });

  it('is not permitted, by name of the facts, where it was not tried for the sake of the log', () => {
    const tried = [ok('user_mode_only'), badFlags('EINVAL')];
    expect(waysOf(tried, { ranAs: NOBODY }).syscall).toMatchObject({
      state: 'not_permitted',
      reason: 'not_tried_would_log',
      gate: 'sysctl',
      evidence: expect.arrayContaining([
        'setting vm.unprivileged_userfaultfd=0',
        'setting CAP_SYS_PTRACE=false',
        'setting initial_user_namespace=true',
      ]),
    });
    const inside = { initialUserNamespace: false };
    expect(waysOf(tried, { ranAs: inside }).syscall.action?.hint).toMatch(/namespace/);
    expect(waysOf(tried, { ranAs: { capabilities: null } }).syscall).toMatchObject({
      state: 'unknown',
      reason: 'not_tried_would_log',
      evidence: expect.arrayContaining(['setting CAP_SYS_PTRACE=unreadable']),
    });
  });

  it('is unknown where the experiment did not get so far', () => {
    const cut = run('ways', [lost('user_mode_only')], { end: 'deadline' });
    const { syscall: found, device, userModeOnly } = createContext(having(STOCK, cut)).ways;
    for (const way of [found, device, userModeOnly]) {
      expect(way).toMatchObject({ state: 'unknown', reason: 'deadline' });
    }
    const { ways } = createContext(without(STOCK, 'ways'));
    for (const way of Object.values(ways)) expect(way).toMatchObject({ state: 'unknown', reason: 'not_run' });
    expect(waysOf([]).userModeOnly).toMatchObject({ state: 'unknown', reason: 'not_observed' });
  });
});

describe('UFFD_USER_MODE_ONLY', () => {
  const user = (errno: string, rest: Call[], host: Host = {}) =>
    waysOf([no('user_mode_only', errno), ...rest], host).userModeOnly;

  it('opens, with its limit', () => {
    expect(waysOf([ok('user_mode_only')]).userModeOnly).toMatchObject({
      state: 'limited',
      reason: 'user_mode_only',
    });
  });

  it('is unknown where it was refused once and opened for a later experiment', () => {
    const once = having(
      STOCK,
      run('ways', [no('user_mode_only', 'EINVAL'), badFlags('EINVAL'), ok('syscall')]),
      run('copy', [setup('open_user_mode')], { memory: 'shmem' }),
    );
    expect(createContext(once).ways.userModeOnly).toMatchObject({
      state: 'unknown',
      reason: 'not_repeatable',
      evidence: expect.arrayContaining(['setup open_user_mode 0']),
    });
  });

  it('is absent only where the plain call shows that the flag alone is refused', () => {
    const flags = badFlags('EINVAL');
    const old = having(STOCK, run('ways', [no('user_mode_only', 'EINVAL'), flags, ok('syscall')]));
    const everywhere = old.experiments.map((each) => ({
      ...each,
      calls: each.calls.map((call) =>
        call.step === 'open_user_mode' ? no('open_user_mode', 'EINVAL', {}, 'setup') : call,
      ),
    }));
    expect(createContext({ ...old, experiments: everywhere }).ways.userModeOnly).toMatchObject({
      state: 'absent',
      reason: 'refused',
    });
    for (const rest of [
      [flags, no('syscall', 'EPERM')],
      [flags],
      [ok('syscall')],
      [badFlags('EPERM'), ok('syscall')],
    ]) {
      expect(user('EINVAL', rest)).toMatchObject({ state: 'unknown', reason: 'control_failed' });
    }
  });

  it.each([
    ['EPERM', 'EPERM', { ranAs: { seccompMode: 2 } }, 'seccomp'],
    ['EPERM', 'EPERM', { ranAs: NOBODY }, 'sysctl'],
    // A kernel that knows the flag asks for no right.
    ['EPERM', 'EINVAL', { ranAs: NOBODY }, 'unknown'],
    ['EACCES', 'EINVAL', {}, 'lsm'],
  ] as const)('%s, bad flags %s', (errno, flags, host, gate) => {
    expect(user(errno, [badFlags(flags)], host)).toMatchObject({ state: 'not_permitted', gate });
  });

  it('is out of resources with EMFILE, absent with ENOSYS', () => {
    expect(user('EMFILE', [])).toMatchObject({ state: 'no_resources', reason: 'emfile' });
    expect(user('ENOSYS', [badFlags('ENOSYS')], { unseen: true })).toMatchObject({
      state: 'absent',
      reason: 'not_built',
    });
  });
});

describe('/dev/userfaultfd', () => {
  const open = (errno: string, host: Host = {}) => waysOf([no('device_open', errno)], host).device;

  it.each([
    ['ENOENT', { settings: { deviceInProcMisc: false } }, 'absent', 'not_in_kernel', undefined],
    ['ENOENT', { settings: { deviceInProcMisc: true } }, 'not_permitted', 'node_missing', 'device_node'],
    ['ENOENT', { settings: { deviceInProcMisc: null } }, 'unknown', 'node_missing', undefined],
    [
      'ENOENT',
      { settings: { deviceInProcMisc: null, deviceShown: true } },
      'not_permitted',
      'node_missing',
      'device_node',
    ],
    [
      'ENOENT',
      { settings: { deviceInProcMisc: null, deviceShown: false } },
      'absent',
      'not_in_kernel',
      undefined,
    ],
    ['EACCES', { ranAs: NOBODY }, 'not_permitted', 'node_mode', 'device_node'],
    ['EACCES', { ranAs: { initialUserNamespace: false } }, 'not_permitted', 'node_mode', 'device_node'],
    ['EACCES', {}, 'not_permitted', 'lsm', 'lsm'],
    ['EPERM', {}, 'not_permitted', 'device_cgroup', 'device_node'],
    ['ENXIO', {}, 'unknown', 'unexpected_enxio', undefined],
    ['ENODEV', {}, 'unknown', 'unexpected_enodev', undefined],
    ['ENOSYS', {}, 'unknown', 'unexpected_enosys', undefined],
    ['EMFILE', {}, 'no_resources', 'emfile', undefined],
  ] as const)('%s, %j', (errno, host, state, reason, gate) => {
    const found = open(errno, host);
    expect([found.state, found.reason, found.gate]).toEqual([state, reason, gate]);
  });

  it.each([
    ['EACCES', 0, 'not_permitted', 'lsm'],
    ['EPERM', 0, 'not_permitted', 'lsm'],
    ['EPERM', 2, 'not_permitted', 'unexplained'],
    ['ENOTTY', 0, 'unknown', 'unexpected_enotty'],
    ['EMFILE', 0, 'no_resources', 'emfile'],
  ] as const)('opens, but its ioctl says %s', (errno, seccompMode, state, reason) => {
    const calls = [ok('device_open'), no('device_new', errno)];
    expect(waysOf(calls, { ranAs: { seccompMode } }).device).toMatchObject({ state, reason });
  });

  it('is unknown where the ioctl was not made', () => {
    expect(waysOf([ok('device_open')]).device).toMatchObject({ state: 'unknown', reason: 'not_observed' });
  });
});

describe('no capability of any other row', () => {
  it('is absent because a descriptor was refused', () => {
    const host = on({ ranAs: { ...NOBODY, seccompMode: 2 } });
    const calls = [
      no('device_open', 'ENOENT'),
      no('user_mode_only', 'EPERM'),
      badFlags('EPERM'),
      no('syscall', 'EPERM'),
    ];
    const filtered = {
      ...host,
      experiments: host.experiments.map((old) => {
        if (old.id === 'ways') return run('ways', calls);
        const opens = old.calls.findIndex((call) => call.step.startsWith('open') || call.step === 'offer');
        if (opens < 0)
          return old.id === 'register'
            ? { ...old, calls: [no('open_user_mode', 'EPERM', {}, 'setup')] }
            : old;
        return {
          ...old,
          calls: [...old.calls.slice(0, opens), no('open_user_mode', 'EPERM', {}, 'setup')],
          series: [],
        };
      }),
    };
    const report = judge(filtered);
    expect(report.hgm).toMatchObject({ state: 'not_permitted', reason: 'seccomp' });
    const gated = report.capabilities.filter((row) =>
      /^(feature|register|continue|copy|poison|hgm$)/.test(row.id),
    );
    const odd = gated.filter((row) => row.gate !== 'seccomp' && row.state !== 'not_applicable');
    expect(odd).toEqual([]);
    expect(report.untimed.find((one) => one.id === 'continue.base')?.reason).toBe('not_permitted');
    expect(report.userfaultfd).toEqual({
      features: null,
      featureNames: [],
      unnamedBits: [],
      ioctls: null,
      ioctlNames: [],
      unnamedModes: [],
      unnamedIoctls: [],
    });
  });
});
