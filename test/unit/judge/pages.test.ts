/** What the kernel answers where no page is to be had: run on 6.18 in hugetlb cgroups of version 1 and 2. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/document/index.js';
import type { Borrow, HugeLimits, Observations, Pool } from '../../../src/observe/observations.js';
import { control, having, huge, M2, no, ok, poolsWith, ready, run, setup } from './build.js';
import { PROCESS } from './seen.js';
import { STOCK } from './stock.js';

const LIMITS = STOCK.hugeLimits as HugeLimits;
const group = (path: string, max: number, complete = true): HugeLimits => ({
  ...LIMITS,
  hugetlbCgroup: {
    version: 2,
    groups: [{ path, sizes: [{ pageBytes: M2, max, current: 0, rsvdMax: null, rsvdCurrent: 0 }] }],
    complete,
  },
});

/** The stock host, its pool of 2M like that, and what became of the wish for a page. */
function host(
  pool: Partial<Pool>,
  decision: Borrow['decision'],
  limits: HugeLimits | null = LIMITS,
): Observations {
  const pools = poolsWith(STOCK, pool);
  const kept = STOCK.experiments.filter(
    ({ id, pageBytes }) => pageBytes !== M2 || !/^(copy|continue)$/.test(id),
  );
  return {
    ...STOCK,
    poolsBefore: pools,
    poolsAfter: pools,
    borrows: [{ pageBytes: M2, decision }],
    hugeLimits: limits,
    experiments: kept,
  };
}
const row = (of: Observations, id: string) =>
  judge(of).capabilities.find((each) => each.id === id && each.memory === 'hugetlb-2M');

describe('a page that was not to be had', () => {
  it.each([
    ['an empty pool', { free: 0 }, LIMITS, 'no_resources pool_empty', /Add a page/, undefined],
    [
      'a pool that is promised to others',
      { free: 64, reserved: 64 },
      LIMITS,
      'no_resources pool_reserved',
      /64 free, all reserved/,
      '64 free, all reserved',
    ],
    [
      'a hugetlb cgroup without room',
      {},
      group('/vm', 0),
      'no_resources hugetlb_cgroup',
      /hugetlb\.2MB\.max of cgroup \/vm is 0 bytes/,
      'hugetlb.2MB.max of cgroup /vm is 0 bytes, 0 in use',
    ],
    [
      'overcommit',
      { free: 0, total: 0, overcommit: 1 },
      LIMITS,
      'not_probed overcommit_only',
      /1 more can be made.*--borrow 2M/,
      'no page in the pool, 1 more can be made of other memory (overcommit)',
    ],
    [
      'overcommit beside a pool in use',
      { free: 0, total: 8, overcommit: 1 },
      LIMITS,
      'not_probed overcommit_only',
      /1 more can be made.*--borrow 2M/,
      'none of 8 free, 1 more can be made of other memory (overcommit)',
    ],
  ] as const)('%s', (_, pool, limits, said, hint, detail) => {
    const of = host(pool, 'none_free', limits);
    const found = row(of, 'copy.huge');
    expect(`${found?.state} ${found?.reason}`).toBe(said);
    expect(found?.action?.hint).toMatch(hint);
    expect(found?.evidence[0]).toMatch(/^limit \w+ /);
    const report = judge({ ...of, experiments: [] });
    const entry = report.ledger.find(({ pageBytes }) => pageBytes === M2);
    expect([entry?.borrowed, entry?.detail]).toEqual([0, detail]);
    expect(report.pools[0]?.obtainable?.pages).toBe(0);
    // What the pool itself leaves is said by its counters.
    expect(report.pools[0]?.obtainable?.limit?.detail).toBe(limits === LIMITS ? undefined : detail);
  });

  it.each([
    [
      'a cpuset',
      { memsAllowed: [1], cpuset: '/vm' },
      'no_resources cpuset_mems',
      { who: 'os_configuration', hint: expect.stringMatching(/on this node: .*, or allow another/) },
      'cpuset /vm allows node 1 alone, with 0 of 8 free pages',
    ],
    [
      'a cpuset that has no name',
      { memsAllowed: [1], cpuset: null },
      'no_resources cpuset_mems',
      { who: 'os_configuration' },
      'cpuset allows node 1 alone, with 0 of 8 free pages',
    ],
    [
      'a memory policy',
      { memsAllowed: [0, 1], memoryPolicy: 'bind:1' },
      'no_resources memory_policy',
      { who: 'caller', hint: expect.stringMatching(/Run without the policy/) },
      'memory policy bind:1 leaves node 1, with 0 of 8 free pages',
    ],
  ] as const)('%s leaves a node without pages', (_, limits, said, action, detail) => {
    const nodes = [8, 0].map((free, node) => ({ node, total: 8, free, surplus: 0 }));
    const of = host({ free: 8, total: 16, nodes }, 'none_free', {
      ...LIMITS,
      ...limits,
      memsAllowed: [...limits.memsAllowed],
    });
    const found = row(of, 'copy.huge');
    expect(`${found?.state} ${found?.reason}`).toBe(said);
    expect(found?.action).toMatchObject(action);
    expect(judge({ ...of, experiments: [] }).ledger[0]?.detail).toBe(detail);
  });

  it('by more reservations than pages, both figures are said', () => {
    const of = host({ free: 3, reserved: 5 }, 'none_free');
    expect(judge({ ...of, experiments: [] }).ledger[0]?.detail).toBe('3 free, 5 reserved');
  });

  it('is by no word "none free" where pages are free', () => {
    const report = judge({ ...host({ free: 64, reserved: 64 }, 'none_free'), experiments: [] });
    expect(report.ledger[0]?.reason).toBe('pool_reserved');
    expect(JSON.stringify(report)).not.toMatch(/none.free[^"]*".{0,40}"freeBefore":64/);
  });
});

describe('a page that was refused although it was to be had', () => {
  const copy = run('copy', [...ready(), no('huge', 'EEXIST', { done: -17 })], huge(M2));
  const touch = run(
    'continue',
    [setup('memfd'), setup('fstatfs'), { ...no('store', 'EFAULT', { signal: 'SIGBUS' }), role: 'setup' }],
    huge(M2),
  );

  it('is no page that is "already there": EEXIST of COPY beside a touch that was SIGBUS', () => {
    const hidden = { ...LIMITS, hugetlbCgroup: { ...LIMITS.hugetlbCgroup, complete: false } };
    const of = having(host({}, 'taken', hidden), copy, touch);
    expect(row(of, 'copy.huge')).toMatchObject({ state: 'no_resources', reason: 'page_refused' });
    expect(row(of, 'continue.huge')).toMatchObject({ state: 'no_resources', reason: 'page_refused' });
    expect(row(of, 'copy.huge')?.action?.hint).toMatch(/counters leave 64.*can not be seen from here/);
  });

  it('of a pool that could not be read is refused all the same', () => {
    const of = having({ ...host({}, 'unknown_pool'), poolsBefore: [], poolsAfter: [] }, touch);
    expect(row(of, 'continue.huge')).toMatchObject({
      state: 'no_resources',
      reason: 'page_refused',
      evidence: ['setup store -1 EFAULT signal=SIGBUS'],
    });
    expect(row(of, 'continue.huge')?.action?.hint).toMatch(/counters of the pool could not be read/);
  });

  it('is what stopped the waiter, too', () => {
    const wake = (errno: string) => run('wake', [...ready(), no('copy', errno, {}, 'setup')], huge(M2));
    const under = (errno: string) =>
      row(having(host({}, 'taken', group('/vm', 0)), wake(errno)), 'wake.base')?.reason;
    expect(['EEXIST', 'ENOMEM'].map(under)).toEqual(['hugetlb_cgroup', 'hugetlb_cgroup']);
    expect(under('EINVAL')).not.toBe('hugetlb_cgroup');
  });

  // MADV_POPULATE_WRITE says EFAULT where a touch would be SIGBUS (mm/gup.c, faultin_page_range).
  it('is what populating says by EFAULT or ENOMEM, and no other call', () => {
    const full = host({}, 'taken', group('/vm', 0));
    const under = (id: string, errno: string) => {
      const advised = run(id, [control('range'), no('huge', errno)], huge(M2));
      return row(having(full, advised), `${id}.huge`)?.reason;
    };
    expect(['EFAULT', 'ENOMEM'].map((errno) => under('populate', errno))).toEqual([
      'hugetlb_cgroup',
      'hugetlb_cgroup',
    ]);
    expect(under('populate', 'EIO')).toBe('unexpected_eio');
    expect(under('dontneed', 'EFAULT')).toBe('unexpected_efault');
    // A preparation is none of the call.
    const short = run('populate', [no('memfd', 'EFAULT', {}, 'setup')], huge(M2));
    expect(row(having(full, short), 'populate.huge')?.reason).toBe('memfd_efault');
  });

  it('alone, EEXIST decides nothing', () => {
    expect(row(having(host({}, 'taken'), copy), 'copy.huge')).toMatchObject({
      state: 'unknown',
      reason: 'unexpected_eexist',
    });
  });

  it('has the name of the limit where that is known', () => {
    const of = having(host({}, 'taken', group('/vm', 0)), copy, touch);
    expect(row(of, 'copy.huge')?.reason).toBe('hugetlb_cgroup');
    expect(row(of, 'continue.huge')?.evidence).toEqual([
      'setup store -1 EFAULT signal=SIGBUS',
      'limit hugetlb_cgroup path=/vm file=hugetlb.2MB.max max=0 used=0',
    ]);
  });

  it('was not taken: the ledger goes by the calls', () => {
    const of = { ...host({}, 'taken'), experiments: [touch, copy] };
    expect(judge(of).ledger[0]).toMatchObject({ borrowed: 0, reason: 'not_given' });
    expect(
      judge({ ...of, experiments: [run('copy', [], { ...huge(M2), end: 'not_run' })] }).ledger[0],
    ).toMatchObject({
      borrowed: 0,
      reason: 'not_run',
    });
  });
});

describe('in the place of a process', () => {
  const like = (theirs: HugeLimits | null, of = STOCK, sameCgroup: boolean | null = false): Observations => ({
    ...of,
    takenOn: { how: 'like_pid', process: { ...PROCESS, sameCgroup, hugeLimits: theirs } },
  });

  it('whose hugetlb cgroup has no room, what took a page has no resources, and the limit is said', () => {
    const of = like(group('/vm', 0));
    expect(row(of, 'copy.huge')).toMatchObject({ state: 'no_resources', reason: 'hugetlb_cgroup' });
    expect(row(of, 'copy.base')).toEqual(row(STOCK, 'copy.base'));
    expect(judge(of).hgm).toEqual(judge(STOCK).hgm);
    const said = judge(of).ranAs.notTakenOver.find(({ layer }) => layer === 'hugetlb_cgroup');
    expect(said).toEqual({
      layer: 'hugetlb_cgroup',
      detail: expect.stringMatching(/^process 42: limits of \/vm; this run: no limit; 0 2M pages to be had/),
      matters: true,
    });
    expect(judge(of).pools[0]?.obtainable?.pages).toBe(0);
  });

  it('what was taken and not looked at is short of the same page', () => {
    const accepted = run('copy', [...ready(), ok('huge', { done: M2 })], huge(M2));
    const of = having(like(group('/vm', 0)), accepted);
    expect(row(having(STOCK, accepted), 'copy.huge')?.state).toBe('advertised');
    expect(row(of, 'copy.huge')).toMatchObject({ state: 'no_resources', reason: 'hugetlb_cgroup' });
  });

  it('whose limits can not be seen, it is unknown', () => {
    for (const theirs of [null, group('/vm', 2 ** 30, false)])
      expect(row(like(theirs), 'copy.huge')).toMatchObject({
        state: 'unknown',
        reason: 'hugetlb_cgroup_not_taken_over',
      });
  });

  it('with the same limits, or as much room, nothing changes', () => {
    expect(row(like(LIMITS), 'copy.huge')).toEqual(row(STOCK, 'copy.huge'));
    expect(row(like(group('/vm', 2 ** 40)), 'copy.huge')?.state).toBe('supported');
    expect(row(like(null, STOCK, true), 'copy.huge')?.state).toBe('supported');
  });

  it('what could not be read of either is said', () => {
    const dark = { ...group('/vm', 0), memsAllowed: null, memoryPolicy: null };
    const left = (of: Observations) =>
      judge(of)
        .ranAs.notTakenOver.map(({ layer, detail }) => [layer, detail.split('; ')[0]])
        .filter(([layer]) => layer !== 'landlock' && layer !== 'device_cgroup');
    expect(left(like(dark))).toEqual([
      ['hugetlb_cgroup', 'process 42: limits of /vm'],
      ['cpuset', 'process 42: nodes unreadable'],
      ['memory_policy', 'process 42: unreadable'],
    ]);
    const words = (of: Observations) =>
      judge(of).ranAs.notTakenOver.find(({ layer }) => layer === 'hugetlb_cgroup')?.detail;
    expect(words(like(group('/vm', 0), { ...STOCK, hugeLimits: null }))).toMatch(
      /; this run: not looked at; 0 2M pages/,
    );
    const blind = STOCK.poolsBefore.map((pool) => ({ ...pool, free: null }));
    expect(words(like(dark, { ...STOCK, poolsBefore: blind }))).toMatch(/; unknown 2M pages to be had/);
  });

  it('what this run alone could not have is unknown', () => {
    const own = host({}, 'none_free', group('/mine', 0));
    expect(row(like(LIMITS, own), 'copy.huge')).toMatchObject({
      state: 'unknown',
      reason: 'own_hugetlb_cgroup_stays',
    });
  });
});
