import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/document/index.js';
import type {
  Call,
  LikeProcess,
  Observations,
  RanAs,
  Rlimits,
} from '../../../../src/observe/observations.js';
import { having, no, ok, run } from '../build.js';
import { LAYERS, PROCESS } from '../seen.js';
import { STOCK } from '../stock.js';

const cgroup = (devices: 'open' | 'limited' | null) => ({ version: 2 as const, path: '/vm', devices });

/** Whose cgroup decides over devices nobody could read. */
const WITHOUT_CGROUP = { ...LAYERS, deviceCgroup: null };

const like = (process: Partial<LikeProcess>, ranAs: Partial<RanAs> = {}, of = STOCK): Observations => ({
  ...of,
  layers: WITHOUT_CGROUP,
  ranAs: { ...of.ranAs, ...ranAs },
  takenOn: { how: 'like_pid', process: { ...PROCESS, ...process } },
});
const said = (of: Observations, id: string, memory: string | null = null) => {
  const found = judge(of).capabilities.find((each) => each.id === id && each.memory === memory);
  return [found?.state, found?.reason].join(' ');
};
const left = (of: Observations) => judge(of).ranAs.notTakenOver;
const WAYS = ['open.device', 'open.user_mode_only', 'open.syscall', 'kernel_faults', 'feature.sigbus'];

describe('what can not be taken over of a process', () => {
  it('is nothing where both are alike, or nobody is imitated', () => {
    expect(left(like({}))).toEqual([]);
    expect(left(STOCK)).toEqual([]);
    expect(left({ ...STOCK, takenOn: { how: 'as', process: null } })).toEqual([]);
    expect(judge(like({})).capabilities).toEqual(judge({ ...STOCK, layers: WITHOUT_CGROUP }).capabilities);
    expect(judge({ ...STOCK, takenOn: { how: 'as', process: null } }).ranAs.takenOn).toEqual({
      how: 'as',
      pid: null,
    });
  });

  it.each([2, 1, null])(
    'a seccomp mode of %s leaves all in doubt that a descriptor is needed for',
    (seccompMode) => {
      const of = like({ seccompMode, seccompFilters: seccompMode === 2 ? 3 : null });
      for (const id of WAYS) expect(said(of, id)).toBe('unknown seccomp_not_taken_over');
      expect(said(of, 'register.missing', 'shmem')).toBe('unknown seccomp_not_taken_over');
      expect(said(of, 'copy.base', 'shmem')).toBe('unknown seccomp_not_taken_over');
      expect(said(of, 'dontneed.base', 'shmem')).toBe('supported works');
      // A filter can only take away: what the kernel has not, it has not.
      expect(said(of, 'hgm', 'hugetlb-2M')).toBe(said(STOCK, 'hgm', 'hugetlb-2M'));
      expect(left(of)).toMatchObject([{ layer: 'seccomp', matters: true }]);
    },
  );

  it('says which filters stand where', () => {
    const of = { ...like({ seccompMode: 2, seccompFilters: 3 }, { seccompMode: null }), layers: LAYERS };
    expect(left(of)[0]?.detail).toBe('process 42: seccomp filter (3); this run: seccomp unreadable');
    const mine = like({ seccompMode: 2, seccompFilters: null }, { seccompMode: 1 });
    expect(left(mine)[0]?.detail).toBe('process 42: seccomp filter; this run: strict seccomp');
    expect(left(like({}, { seccompMode: 2 }))[0]?.detail).toMatch(/^process 42: no seccomp filter;/);
    const unread = { ...like({ seccompMode: 2, seccompFilters: 1 }, { seccompMode: 2 }), layers: null };
    expect(left(unread)[0]?.detail).toBe('process 42: seccomp filter (1); this run: seccomp filter');
  });

  it('another label leaves all in doubt', () => {
    const of = like({ lsmLabel: null });
    for (const id of WAYS) expect(said(of, id)).toBe('unknown lsm_not_taken_over');
    expect(left(of)).toEqual([
      { layer: 'lsm', detail: 'process 42: no label; this run: label unconfined', matters: true },
    ]);
  });

  it('another cgroup leaves the device in doubt, and what only it opens', () => {
    const away = { sameCgroup: false, deviceCgroup: cgroup('limited'), hugeLimits: STOCK.hugeLimits };
    expect(said(like(away), 'open.device')).toBe('unknown device_cgroup_not_taken_over');
    expect(said(like(away), 'open.syscall')).toBe('supported works');
    expect(said(like(away), 'kernel_faults')).toBe('supported works');
    expect(left(like(away))).toEqual([
      { layer: 'device_cgroup', detail: 'process 42: /vm, devices limited', matters: true },
    ]);
    expect(left(like({ sameCgroup: null }))[0]?.detail).toMatch(/could not be read, devices unreadable$/);
    const open = like({ sameCgroup: false, deviceCgroup: cgroup('open') });
    expect(said(open, 'open.device')).toBe('supported works');
    expect(left(open)[0]?.matters).toBe(false);

    const calls = [ok('device_open'), ok('device_new'), ok('user_mode_only'), no('syscall', 'EIO')];
    const half = having(STOCK, run('ways', calls));
    expect(said(like(away, {}, half), 'kernel_faults')).toBe('unknown device_cgroup_not_taken_over');
    expect(said(like(away, {}, half), 'feature.sigbus')).toBe('advertised offered');
    const only = having(
      STOCK,
      run('ways', [...calls.slice(0, 2), no('user_mode_only', 'EIO'), no('syscall', 'EIO')]),
    );
    expect(said(like(away, {}, only), 'feature.sigbus')).toBe('unknown device_cgroup_not_taken_over');
  });

  it('a Landlock domain, which nothing shows, leaves the device in doubt wherever it could be', () => {
    for (const lsms of [['capability', 'landlock'], null]) {
      const of = { ...like({}), layers: { ...LAYERS, lsms } };
      expect(said(of, 'open.device')).toBe('unknown landlock_not_taken_over');
      // It knows files only.
      expect(said(of, 'open.syscall')).toBe('supported works');
      expect(said(of, 'kernel_faults')).toBe('supported works');
      expect(left(of)).toMatchObject([{ layer: 'landlock', matters: true }]);
    }
    expect(said({ ...like({}), layers: null }, 'open.device')).toBe('unknown landlock_not_taken_over');
    expect(said({ ...like({}), takenOn: { how: 'as', process: null }, layers: null }, 'open.device')).toBe(
      'supported works',
    );
  });

  it('no Landlock domain, where the list can not be read and the kernel runs no Landlock', () => {
    const unread = { ...like({}), layers: { ...LAYERS, lsms: null } };
    const { kconfig } = unread.witnesses;
    const config = {
      ...unread,
      witnesses: { ...unread.witnesses, kconfig: { ...kconfig, landlock: 'n' } },
    } as const;
    const asked = (call: Call) => having(unread, run('caller', [call]));
    // Not built, and not started. It is asked where no filter stands in its place.
    for (const of of [config, ...['ENOSYS', 'EOPNOTSUPP'].map((errno) => asked(no('landlock', errno)))]) {
      expect(said(of, 'open.device')).toBe('supported works');
      expect(left(of)).toEqual([]);
    }
    expect(said(asked(ok('landlock', {}, 'look', 7)), 'open.device')).toBe('unknown landlock_not_taken_over');
  });

  const NONE: Rlimits = { nofile: null, fsize: null, as: null, data: null, nproc: null };
  it.each<readonly [Partial<Rlimits>, boolean]>([
    [{ fsize: 0 }, true],
    [{ as: 1 << 30 }, true],
    [{ data: 1 << 30 }, true],
    [{ nofile: 16 }, true],
    [{ nproc: 1 }, true],
    [{ nofile: 1023 }, true],
    [{ nofile: 1024 }, false],
    [{ nproc: 96_000 }, false],
  ])('lower limits %j leave all in doubt, or not: %s', (rlimits, matters) => {
    const of = like({ rlimits: { ...NONE, ...rlimits }, ownRlimits: { ...NONE, nofile: 4096 } });
    expect(left(of)).toMatchObject([{ layer: 'rlimits', matters }]);
    expect(said(of, 'open.syscall')).toBe(matters ? 'unknown rlimits_not_taken_over' : 'supported works');
    expect(said(of, 'copy.base', 'shmem')).toBe(said(of, 'open.syscall'));
    const same = like({ rlimits: { ...NONE, ...rlimits }, ownRlimits: { ...NONE, ...rlimits } });
    expect(left(same)).toEqual([]);
  });

  it('faults of the kernel stay refused where both ways that serve them are, whatever is in doubt of the third', () => {
    const calls = [
      no('device_open', 'EACCES'),
      ok('user_mode_only'),
      no('bad_flags', 'EINVAL', {}, 'control'),
      no('syscall', 'EPERM'),
    ];
    const nobody = like(
      { seccompMode: 2 },
      { euid: 1000, capabilities: '0x0' },
      having(STOCK, run('ways', calls)),
    );
    const plain = {
      ...nobody,
      experiments: nobody.experiments.filter(({ id }) => !/^kernel_faults/.test(id)),
    };
    expect(said(plain, 'open.user_mode_only')).toBe('unknown seccomp_not_taken_over');
    expect(said(plain, 'kernel_faults')).toMatch(/^not_permitted /);
  });

  it('the layers are those of the process, not of this run', () => {
    const calls = [no('device_open', 'EACCES'), no('user_mode_only', 'EIO'), no('syscall', 'EIO')];
    const of = like({ seccompMode: 2, seccompFilters: 3 }, {}, having(STOCK, run('ways', calls)));
    const found = judge(of).capabilities.find(({ id }) => id === 'open.syscall');
    expect(found?.evidence).toContain('layer seccomp not_told mode=2 filters=3');
  });

  it('no_new_privs that this run has is said, and changes nothing', () => {
    const of = like({}, { noNewPrivs: true });
    expect(left(of)).toMatchObject([{ layer: 'no_new_privs', matters: false }]);
    expect(said(of, 'open.syscall')).toBe('supported works');
  });

  it("a refusal by what is this run's own says nothing of the process", () => {
    const calls = [
      no('device_open', 'EPERM'),
      no('user_mode_only', 'EPERM'),
      no('bad_flags', 'EPERM', {}, 'control'),
      no('syscall', 'EPERM'),
    ];
    const refused = having(STOCK, run('ways', calls));
    const of = like({ sameCgroup: false }, { seccompMode: 2 }, refused);
    expect(said(of, 'open.syscall')).toBe('unknown own_seccomp_stays');
    expect(said(of, 'open.device')).toBe('unknown own_device_cgroup_stays');
    expect(said(like({}, {}, refused), 'open.device')).toBe('not_permitted device_cgroup');
    const label = having(STOCK, run('ways', [no('user_mode_only', 'EACCES')]));
    expect(said(like({ lsmLabel: 'other' }, {}, label), 'open.user_mode_only')).toBe('unknown own_lsm_stays');
    expect(said(like({}, {}, label), 'open.user_mode_only')).toBe('not_permitted lsm');
  });
});

describe('the caller beside the one whose place it took', () => {
  const calls = [
    no('device_open', 'EACCES'),
    ok('user_mode_only'),
    no('bad_flags', 'EINVAL'),
    no('syscall', 'EPERM'),
  ];
  const nobody = having(STOCK, run('ways', calls));
  const both: Observations = {
    ...nobody,
    ranAs: { ...STOCK.ranAs, euid: 1000, capabilities: '0x0' },
    takenOn: { how: 'as', process: null },
    caller: { ranAs: STOCK.ranAs, layers: null, experiments: STOCK.experiments },
  };

  it('differs in the rows that differ, each with its own verdict', () => {
    const { caller, ranAs } = judge(both);
    expect(ranAs).toMatchObject({ euid: 1000, takenOn: { how: 'as', pid: null } });
    expect(caller?.ranAs.euid).toBe(0);
    expect(caller?.ranAs).not.toHaveProperty('takenOn');
    expect(caller?.differences).toEqual([
      { id: 'open.syscall', memory: null, state: 'supported', reason: 'works' },
      { id: 'open.device', memory: null, state: 'supported', reason: 'works' },
    ]);
  });

  it('has its own gate where it is the one who may less', () => {
    const swapped = {
      ...both,
      ...STOCK,
      takenOn: both.takenOn,
      caller: { ranAs: both.ranAs, layers: null, experiments: nobody.experiments },
    };
    expect(judge(swapped).caller?.differences.map(({ id, gate }) => [id, gate])).toEqual([
      ['open.syscall', 'sysctl'],
      ['open.device', 'device_node'],
    ]);
  });
});
