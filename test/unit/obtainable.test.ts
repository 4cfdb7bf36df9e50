/** By the rules of mm/hugetlb.c and mm/hugetlb_cgroup.c, and what 6.18 answered under such limits. */
import { describe, expect, it } from 'vitest';
import type { HugeLimits, Pool } from '../../src/observe/observations.js';
import { obtainable } from '../../src/observe/obtainable.js';

const M2 = 2 ** 21;

const pool = (free: number | null, more: Partial<Pool> = {}): Pool => ({
  pageBytes: M2,
  total: 64,
  free,
  reserved: 0,
  surplus: 0,
  overcommit: 0,
  nodes: [],
  demote: null,
  demoteBytes: null,
  ...more,
});
const onNodes = (...free: number[]): Partial<Pool> => ({
  nodes: free.map((each, node) => ({ node, total: 64, free: each, surplus: 0 })),
});

const NONE: HugeLimits = {
  hugetlbCgroup: { version: 2, groups: [], complete: true },
  cpuset: '/vm',
  memsAllowed: [0, 1],
  memoryPolicy: 'default',
};
const group = (
  path: string,
  max: number | null,
  current = 0,
  rsvdMax: number | null = null,
  pageBytes = M2,
) => ({
  path,
  sizes: [{ pageBytes, max, current, rsvdMax, rsvdCurrent: 0 }],
});
const within = (...groups: ReturnType<typeof group>[]): HugeLimits => ({
  ...NONE,
  hugetlbCgroup: { version: 2, groups, complete: true },
});
const said = (of: Pool, limits: HugeLimits | null = NONE) => {
  const { pages, makeable, limit } = obtainable(of, limits);
  return [pages, makeable, limit?.name];
};

describe('pages of a pool', () => {
  it('are those that are free and not reserved', () => {
    expect(said(pool(64))).toEqual([64, 0, 'pool_empty']);
    expect(said(pool(64, { reserved: 60 }))).toEqual([4, 0, 'pool_reserved']);
    expect(said(pool(64, { reserved: 64 }))).toEqual([0, 0, 'pool_reserved']);
    expect(said(pool(0))).toEqual([0, 0, 'pool_empty']);
    expect(obtainable(pool(null), NONE)).toMatchObject({ pages: null, certain: false, limit: null });
  });

  it('and those that overcommit still lets be made', () => {
    expect(said(pool(0, { overcommit: 16 }))).toEqual([0, 16, 'pool_empty']);
    expect(said(pool(0, { overcommit: 16, surplus: 10 }))).toEqual([0, 6, 'pool_empty']);
    expect(said(pool(0, { overcommit: 16, surplus: 20 }))).toEqual([0, 0, 'pool_empty']);
    // A page that is made is charged as any other.
    expect(said(pool(0, { overcommit: 16 }), within(group('/vm', M2)))).toEqual([0, 1, 'hugetlb_cgroup']);
    expect(said(pool(0, { overcommit: 16 }), within(group('/vm', 0)))).toEqual([0, 0, 'hugetlb_cgroup']);
  });

  it('within the tightest of the hugetlb cgroups, in use and reserved', () => {
    expect(said(pool(64), within(group('/vm', 8 * M2, 3 * M2)))).toEqual([5, 0, 'hugetlb_cgroup']);
    expect(said(pool(64), within(group('/a/b', null, 0, 4 * M2), group('/a', 2 * M2)))).toEqual([
      2,
      0,
      'hugetlb_cgroup',
    ]);
    expect(said(pool(64), within(group('/vm', null, 0, 0)))).toEqual([0, 0, 'hugetlb_cgroup_rsvd']);
    // What is not a whole page is none; a use above the limit, none.
    expect(said(pool(64), within(group('/vm', M2 - 4096)))).toEqual([0, 0, 'hugetlb_cgroup']);
    expect(said(pool(64), within(group('/vm', M2, 2 * M2)))).toEqual([0, 0, 'hugetlb_cgroup']);
    expect(said(pool(64), within(group('/vm', 0, 0, null, 2 ** 30)))[0]).toBe(64);
    expect(obtainable(pool(64), within(group('/vm', 0))).limit?.figures).toEqual({
      path: '/vm',
      file: 'hugetlb.2MB.max',
      max: 0,
      used: 0,
    });
  });

  it('on the nodes that cpuset and a policy that binds leave', () => {
    const two = pool(12, onNodes(10, 2));
    expect(obtainable(two, NONE)).toMatchObject({ pages: 12, nodes: null, certain: true });
    expect(obtainable(two, { ...NONE, memsAllowed: [1] })).toMatchObject({
      pages: 2,
      nodes: [1],
      limit: { name: 'cpuset_mems', figures: { cpuset: '/vm', nodes: '1', free: 2, of: 12 } },
    });
    expect(obtainable(two, { ...NONE, memoryPolicy: 'bind:1' })).toMatchObject({
      pages: 2,
      nodes: [1],
      limit: { name: 'memory_policy', figures: { policy: 'bind:1' } },
    });
    expect(said(pool(10, onNodes(10, 0)), { ...NONE, memoryPolicy: 'bind=static:1' })).toEqual([
      0,
      0,
      'memory_policy',
    ]);
    for (const memoryPolicy of [
      'prefer:1',
      'interleave:1',
      'prefer (many):1',
      'weighted interleave:1',
      'local',
    ])
      expect(said(two, { ...NONE, memoryPolicy })[0]).toBe(12);
  });

  it('are not certain where a limit could not be looked at', () => {
    const certain = (of: Pool, limits: HugeLimits | null) => obtainable(of, limits).certain;
    const incomplete = { ...NONE, hugetlbCgroup: { version: 2 as const, groups: [], complete: false } };
    expect(certain(pool(4), NONE)).toBe(true);
    expect(certain(pool(4), null)).toBe(false);
    expect(certain(pool(4), incomplete)).toBe(false);
    expect(certain(pool(4, onNodes(2, 2)), { ...NONE, memsAllowed: null })).toBe(false);
    expect(certain(pool(4, onNodes(2, 2)), { ...NONE, memoryPolicy: null })).toBe(false);
    // With one node there is nothing to choose.
    expect(certain(pool(4, onNodes(4)), { ...NONE, memsAllowed: null, memoryPolicy: null })).toBe(true);
  });
});
