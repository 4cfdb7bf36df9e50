import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Experiment, Layers, RanAs } from '../../../src/observe/observations.js';
import type { OwnRun } from '../../../src/observe/place/user-run.js';
import { runAsUsers } from '../../../src/observe/place/users.js';
import { ProgramError } from '../../../src/observe/program/program-error.js';
import { lost, no, ok } from '../judge/build.js';
import { STOCK } from '../judge/stock.js';
import { tree } from './files/tree.js';

const { runPlans, localAccounts: found } = vi.hoisted(() => ({ runPlans: vi.fn(), localAccounts: vi.fn() }));

vi.mock('../../../src/observe/program/run-plans.js', () => ({ runPlans }));
vi.mock('../../../src/observe/place/local-accounts.js', async (original) => {
  const real = await original<typeof import('../../../src/observe/place/local-accounts.js')>();
  return {
    ...real,
    groupsAreLocal: () => true,
    localAccounts: found.mockImplementation(real.localAccounts),
    membership: () => [107],
  };
});

const real = await vi.importActual<typeof import('../../../src/observe/place/local-accounts.js')>(
  '../../../src/observe/place/local-accounts.js',
);

const PASSWD = `root:x:0:0:root:/root:/bin/bash
# a comment, and a line of NIS
+::::::
libvirt-qemu:x:64055:108:Libvirt Qemu,,,:/var/lib/libvirt:/usr/sbin/nologin
qemu:x:107:107::/:
qemu:x:1:1::/:
firecracker:x:many:107::/:
`;

describe('the files of /etc', () => {
  it('tell which of the users are here, each once, by the first line of theirs', () => {
    const root = tree({ '/etc/passwd': PASSWD });
    expect(real.localAccounts(['qemu', 'libvirt-qemu', 'qemu', 'firecracker', 'lib'], root)).toEqual([
      { name: 'qemu', uid: 107, gid: 107 },
      { name: 'libvirt-qemu', uid: 64055, gid: 108 },
    ]);
    expect(real.localAccounts(['qemu'], tree())).toEqual([]);
  });

  it('tell who is in which group', () => {
    const root = tree({
      '/etc/group': 'kvm:x:107:libvirt-qemu,me\nbad:x:many:libvirt-qemu\nqemu:x:1:qemu\n',
    });
    expect(real.membership('libvirt-qemu', root)).toEqual([107]);
  });

  it.each([
    ['passwd: files sss\ngroup:          files systemd\n', true],
    ['group: files [SUCCESS=merge] systemd\n', true],
    ['group: sss files systemd\n', false],
    ['group: files\ninitgroups: files ldap\n', false],
    ['passwd: files\n', false],
    ['', false],
  ])('are all there is of groups where nsswitch.conf says %j: %s', (text, local) => {
    expect(real.groupsAreLocal(tree({ '/etc/nsswitch.conf': text }))).toBe(local);
  });
});

const LAYERS: Layers = {
  lsms: ['capability'],
  lsmEnforces: false,
  seccompFilters: 0,
  deviceCgroup: null,
  deviceMinor: 126,
  outerUid: 0,
};
const WAYS = experiment([ok('device_open'), ok('user_mode_only'), no('bad_flags', 'EINVAL'), ok('syscall')]);

function experiment(calls: Experiment['calls'], end: Experiment['end'] = 'done'): Experiment {
  return { id: 'ways', memory: null, pageBytes: null, dialect: null, end, signal: null, calls, series: [] };
}

const host = { pools: STOCK.poolsBefore, quietFaults: true, thpBytes: 2 ** 21 };
const own = (ranAs: Partial<RanAs> = {}, layers: Partial<Layers> = {}, ways = WAYS): OwnRun => ({
  host,
  settings: STOCK.settings,
  ranAs: { ...STOCK.ranAs, ...ranAs },
  layers: { ...LAYERS, ...layers },
  experiments: [ways],
});

describe('a run looks at the users of consumers', () => {
  beforeEach(() => {
    found.mockReturnValue([{ name: 'libvirt-qemu', uid: 64055, gid: 108 }]);
    runPlans.mockReset().mockResolvedValue([WAYS]);
  });

  it('where it runs as root, and where profiles name some', async () => {
    expect(await runAsUsers(['libvirt-qemu'], own({ euid: 1000 }))).toBeNull();
    expect(await runAsUsers([], own())).toBeNull();
    found.mockReturnValue([]);
    expect(await runAsUsers(['libvirt-qemu'], own())).toEqual([]);
    expect(runPlans).not.toHaveBeenCalled();
  });

  it('each once, in their place, with no page taken and nothing timed', async () => {
    const users = await runAsUsers(['libvirt-qemu'], own());
    expect(users).toMatchObject([
      {
        name: 'libvirt-qemu',
        uid: 64055,
        untried: null,
        ranAs: { user: 'libvirt-qemu', euid: 64055, egid: 108, capabilities: '0x0' },
        layers: { outerUid: 64055 },
        experiments: [WAYS],
      },
    ]);
    expect(runPlans).toHaveBeenCalledTimes(1);
    const [plans, identity] = runPlans.mock.calls[0] ?? [];
    expect(identity.native).toMatchObject({ uids: [64055, 64055, 64055], groups: [107, 108], effective: 0n });
    for (const { native } of plans) expect([native.borrow, native.samples]).toEqual([false, 0]);
  });

  it.each<readonly [string, OwnRun, string]>([
    ['may not become them', own({ capabilities: '0x80000' }), 'this run has no CAP_SETUID and CAP_SETGID'],
    ['may become one half', own({ capabilities: '0x40' }), 'this run has no CAP_SETUID and CAP_SETGID'],
    ['does not know its rights', own({ capabilities: null }), 'this run has no CAP_SETUID and CAP_SETGID'],
    ['is filtered', own({ seccompMode: 2 }), 'a seccomp filter holds here'],
    ['can not tell whether it is', own({ seccompMode: null }), 'a seccomp filter holds here'],
    [
      'is confined',
      own({ lsmLabel: 'system_u:system_r:hgm_t:s0' }, { lsmEnforces: true }),
      'a security module confines this run',
    ],
    ['is confined without a label', own({ lsmLabel: null }, { lsmEnforces: true }), 'a security module'],
    ['is refused', own({}, {}, experiment([no('device_open', 'EACCES')])), '(device_open: EACCES)'],
    ['is lost', own({}, {}, experiment([lost('user_mode_only')])), '(user_mode_only: lost)'],
    ['waits in vain', own({}, {}, experiment([], 'deadline')), '(ways)'],
    ['has not asked', { ...own(), experiments: [] }, '(ways)'],
  ])('and makes no call in their place where it %s', async (_, of, why) => {
    expect(await runAsUsers(['libvirt-qemu'], of)).toMatchObject([
      { uid: 64055, untried: expect.stringContaining(why), experiments: [], ranAs: { user: 'libvirt-qemu' } },
    ]);
    expect(runPlans).not.toHaveBeenCalled();
  });

  it('in a domain that SELinux does not confine, too', async () => {
    const lsmLabel = 'unconfined_u:unconfined_r:unconfined_t:s0';
    const users = await runAsUsers(['libvirt-qemu'], own({ lsmLabel }, { lsmEnforces: true }));
    expect(users).toMatchObject([{ untried: null }]);
  });

  it('where the sysctl refuses root without CAP_SYS_PTRACE, which nobody logs', async () => {
    const ways = experiment([no('device_open', 'ENOENT'), no('syscall', 'EPERM')]);
    expect(await runAsUsers(['libvirt-qemu'], own({}, {}, ways))).toMatchObject([{ untried: null }]);
  });

  it('and says what was in the way or was lost, and is no failure for it', async () => {
    runPlans.mockRejectedValueOnce(new ProgramError('nothing is executed from memory here'));
    expect(await runAsUsers(['libvirt-qemu'], own())).toMatchObject([
      { untried: 'nothing is executed from memory here', experiments: [] },
    ]);
    runPlans.mockImplementationOnce(async (_plans, _identity, { onLoss }) => {
      onLoss('the program was lost');
      return [];
    });
    expect(await runAsUsers(['libvirt-qemu'], own())).toMatchObject([{ untried: 'the program was lost' }]);
    runPlans.mockRejectedValueOnce(new TypeError('a fault of the tool'));
    await expect(runAsUsers(['libvirt-qemu'], own())).rejects.toThrow('a fault of the tool');
  });
});
