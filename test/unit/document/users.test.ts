import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/document/index.js';
import type { Experiment, Observations, UserRun } from '../../../src/observe/observations.js';
import { loadProfiles } from '../../../src/profiles/own.js';
import { no } from '../judge/build.js';
import { STOCK } from '../judge/stock.js';

const profiles = await loadProfiles();

/** The stock host's answers, where a way in is refused as the kernel refuses it to a user. */
function refused(experiments: readonly Experiment[]): Experiment[] {
  return experiments.map((each) =>
    each.id !== 'ways' && !each.id.startsWith('kernel_faults')
      ? each
      : {
          ...each,
          calls: [
            no('device_open', 'EACCES'),
            { ...no('user_mode_only', 'EPERM'), ret: 3, errno: null },
            no('bad_flags', 'EINVAL', {}, 'control'),
            no('syscall', 'EPERM'),
          ],
        },
  );
}

function user(name: string, change: Partial<UserRun> = {}): UserRun {
  const ranAs = { ...STOCK.ranAs, user: name, euid: 64055, egid: 108, capabilities: '0x0' };
  return {
    name,
    uid: 64055,
    untried: null,
    ranAs,
    layers: null,
    experiments: refused(STOCK.experiments),
    ...change,
  };
}

const judged = (...users: UserRun[]) => judge({ ...STOCK, users }, { profiles }).users;

describe('how it stands for the users of consumers', () => {
  it('is said of the profiles of their consumer alone, as of a run of theirs', () => {
    const [qemu] = judged(user('libvirt-qemu')) ?? [];
    expect(qemu).toMatchObject({ name: 'libvirt-qemu', uid: 64055 });
    expect(Object.keys(qemu?.profiles ?? {})).toEqual([
      'qemu-background-snapshot',
      'qemu-fast-snapshot-load',
      'qemu-postcopy',
    ]);
    expect(qemu?.profiles['qemu-postcopy']).toMatchObject({
      state: 'not_ready',
      reason: expect.stringMatching(/^kernel_faults not permitted/),
      who: 'os_configuration',
    });
    expect(judge(STOCK, { profiles }).profiles['qemu-postcopy']?.state).toBe('ready');
  });

  it('is ready where their own run shows it', () => {
    const [qemu] = judged(user('qemu', { experiments: STOCK.experiments })) ?? [];
    expect(qemu?.profiles['qemu-postcopy']).toEqual({
      state: 'ready',
      reason: 'all that is needed works',
      who: null,
    });
  });

  it('is not known where nothing was tried, whatever root may do', () => {
    const [cloud] = judged(user('cloud-hypervisor', { untried: 'why', experiments: [] })) ?? [];
    const unknown = { state: 'unknown', reason: 'not tried: why', who: null };
    expect(cloud?.profiles).toEqual({
      'cloud-hypervisor-external-uffd': unknown,
      'cloud-hypervisor-postcopy': unknown,
      'cloud-hypervisor-postcopy-shared': unknown,
    });
  });

  it('is never said of what a run without pages can not show', () => {
    const needs = ['caller', 'ways', 'kernel_faults.device', 'kernel_faults.syscall', 'api'];
    const few = STOCK.experiments.filter(({ id }) => needs.includes(id));
    const [qemu] = judged(user('qemu', { experiments: few })) ?? [];
    expect(qemu?.profiles['qemu-postcopy']?.state).toBe('unknown');
  });

  it('is left out where nobody looked, and an empty list where none of them is here', () => {
    const of = (users: Observations['users']) => judge({ ...STOCK, users }, { profiles });
    expect('users' in of(null)).toBe(false);
    expect(of([]).users).toEqual([]);
    expect(judged(user('somebody'))).toEqual([{ name: 'somebody', uid: 64055, profiles: {} }]);
  });
});
