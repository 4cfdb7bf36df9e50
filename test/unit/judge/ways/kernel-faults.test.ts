import { describe, expect, it } from 'vitest';
import { createContext } from '../../../../src/judge/create-context.js';
import { judgeKernelFaults } from '../../../../src/judge/ways/kernel-faults.js';
import type { Call, Observations } from '../../../../src/observe/observations.js';
import { having, look, lost, no, ok, run, setup, unseen, without } from '../build.js';
import { STOCK } from '../stock.js';

const found = (observations: Observations) => judgeKernelFaults(createContext(observations));
const reading = (way: string, ...calls: Call[]) => run(`kernel_faults.${way}`, [setup('open'), ...calls]);
const closed = (way: string) => run(`kernel_faults.${way}`, [no('open', 'EACCES', {}, 'setup')]);
const delivered = look('event', { delivered: 1 });

const nobody = (...calls: Call[]): Observations =>
  having(
    { ...STOCK, ranAs: { ...STOCK.ranAs, euid: 1000, capabilities: '0x0' } },
    run('ways', calls),
    closed('device'),
    closed('syscall'),
  );

const flags = no('bad_flags', 'EINVAL', {}, 'control');
const refused = [no('device_open', 'EACCES'), ok('user_mode_only'), flags, no('syscall', 'EPERM')];

describe('faults of the kernel', () => {
  it('are served through the device or the plain call', () => {
    expect(found(STOCK)).toMatchObject({ state: 'supported', reason: 'works' });
    const odd = having(STOCK, reading('device', no('read', 'EFAULT')));
    expect(found(odd)).toMatchObject({ state: 'supported' });
  });

  it.each([
    [[no('read', 'EFAULT')], 'unknown', 'unexpected_efault'],
    [[no('read', 'EINVAL')], 'unknown', 'refused'],
    [[ok('read', {}, 'test', 0)], 'unknown', 'short'],
    [[ok('read', {}, 'test', 1)], 'unknown', 'no_event'],
    [[ok('read', {}, 'test', 1), look('event', { delivered: 0 })], 'unknown', 'no_event'],
    [[no('read', 'EAGAIN'), delivered], 'no_resources', 'eagain'],
    [[lost('read')], 'unknown', 'not_observed'],
    [[lost('read'), no('event', 'ETIMEDOUT', {}, 'look')], 'unknown', 'deadline'],
  ] as const)('%j', (calls, state, reason) => {
    const only = without(having(STOCK, reading('device', ...calls)), 'kernel_faults.syscall');
    expect(found(only)).toMatchObject({ state, reason });
  });

  it('are not permitted where only a descriptor of user mode opened, with the gate of the better ones', () => {
    expect(found(nobody(...refused))).toMatchObject({
      state: 'not_permitted',
      reason: 'node_mode',
      gate: 'device_node',
      evidence: ['test device_open -1 EACCES', 'test read -1 EFAULT'],
    });
    const noDevice = { ...nobody(no('device_open', 'ENOENT'), ok('user_mode_only'), flags) };
    const old = { ...noDevice, settings: { ...noDevice.settings, deviceInProcMisc: false } };
    expect(found(without(old, 'kernel_faults.user_mode_only'))).toMatchObject({
      state: 'not_permitted',
      reason: 'not_tried_would_log',
      gate: 'sysctl',
    });
  });

  it('are unknown where the better ways are', () => {
    const odd = nobody(no('device_open', 'ENXIO'), ok('user_mode_only'), no('syscall', 'EIO'));
    expect(found(odd)).toMatchObject({ state: 'unknown', reason: 'unexpected_enxio' });
    const none = nobody(
      no('device_open', 'ENOENT'),
      ok('user_mode_only'),
      no('syscall', 'ENOSYS'),
      no('bad_flags', 'ENOSYS'),
    );
    expect(found(unseen(none))).toMatchObject({ state: 'unknown', reason: 'no_descriptor' });
  });

  it('are unknown where a descriptor of user mode seems to serve them', () => {
    const odd = having(nobody(...refused), reading('user_mode_only', ok('read', {}, 'test', 1), delivered));
    expect(found(odd)).toMatchObject({ state: 'unknown', reason: 'user_mode_only_served' });
  });

  it('are not permitted where nothing opens', () => {
    const filtered = nobody(
      no('device_open', 'EACCES'),
      ...[no('user_mode_only', 'EPERM'), no('bad_flags', 'EPERM'), no('syscall', 'EPERM')],
    );
    const ranAs = { ...filtered.ranAs, seccompMode: 2 };
    expect(found({ ...filtered, ranAs })).toMatchObject({ state: 'not_permitted', gate: 'seccomp' });
  });

  it('are unknown where one of the better ways was not tried', () => {
    const untried = nobody(no('device_open', 'EACCES'), ok('user_mode_only'), flags);
    const settings = { ...untried.settings, unprivilegedUserfaultfd: null };
    expect(found({ ...untried, settings })).toMatchObject({
      state: 'unknown',
      reason: 'not_tried_would_log',
    });
  });

  it('are served to a kernel that writes to the page, whatever else this caller may not', () => {
    const only = (...calls: Call[]) =>
      without(having(STOCK, reading('device', ...calls)), 'kernel_faults.syscall');
    expect(found(only(ok('fault'), delivered))).toMatchObject({ state: 'supported', reason: 'works' });
    expect(found(only(ok('fault', {}, 'test', 1), delivered))).toMatchObject({ reason: 'short' });
    expect(found(only(no('fault', 'EPERM'), delivered))).toMatchObject({
      state: 'unknown',
      reason: 'fault_eperm',
    });
    const unfilled = [lost('fault'), no('resolve', 'EPERM', {}, 'setup')];
    expect(found(only(...unfilled))).toMatchObject({ state: 'unknown', reason: 'resolve_eperm' });
    const noThread = found(only({ ...no('thread', 'EAGAIN', {}, 'setup'), call: 'clone' }));
    expect(noThread).toMatchObject({ state: 'unknown', reason: 'thread_eagain' });
    expect(noThread.action?.hint).toMatch(/RLIMIT_NPROC/);
  });

  it('are unknown where a way is open and its experiment did not get to the read', () => {
    const cut = run('kernel_faults.device', [setup('open'), lost('map', 'setup')], { end: 'deadline' });
    const only = without(having(STOCK, cut), 'kernel_faults.syscall');
    expect(found(only)).toMatchObject({ state: 'unknown', reason: 'deadline' });
    expect(found(without(only, 'kernel_faults.device'))).toMatchObject({
      state: 'unknown',
      reason: 'not_run',
    });
  });
});
