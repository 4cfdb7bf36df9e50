import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/document/index.js';
import { columns } from '../../../src/judge/sizes.js';
import type { Experiment, HugeLimits, Observations } from '../../../src/observe/observations.js';
import { fromSamples } from '../../../src/recording/samples.js';
import { huge, look, M2, ok, poolsWith, run, setup } from './build.js';
import { STOCK } from './stock.js';

describe('the ledger', () => {
  it('has the counters before and after, and what was held', () => {
    const { ledger } = judge(STOCK);
    expect(ledger[0]).toEqual({
      pageBytes: M2,
      borrowed: 1,
      reason: 'taken',
      freeBefore: 64,
      freeAfter: 64,
      reservedBefore: 0,
      reservedAfter: 0,
      totalBefore: 64,
      totalAfter: 64,
    });
    expect(ledger[1]).toMatchObject({ borrowed: 0, reason: 'none_free', freeBefore: 0 });
  });

  it('has no value where there was none', () => {
    const experiments = [run('hgm_hole', [], huge(M2))];
    const { ledger } = judge({ ...STOCK, poolsBefore: [], poolsAfter: [], borrows: [], experiments });
    expect(ledger[0]).toMatchObject({
      borrowed: 0,
      reason: 'unknown_pool',
      freeBefore: null,
      totalAfter: null,
    });
  });
});

describe('a page was held', () => {
  const borrowed = (of: Experiment) => judge({ ...STOCK, experiments: [of] }).ledger[0]?.borrowed;
  const file = [setup('memfd'), setup('fstatfs')];

  it('by what was timed on it', () => {
    const series = [fromSamples('continue.huge', M2, null, [1500, 1700])];
    expect(borrowed(run('time.continue', [], { ...huge(M2), series }))).toBe(1);
  });

  it('by a page that was mapped, and of the pool: the form of a call is tried on other memory first', () => {
    const filled = (...before: string[]) =>
      borrowed(run('copy', [...before.map((step) => setup(step)), ok('huge')], huge(M2)));
    expect(filled('memfd', 'fstatfs')).toBe(1);
    for (const plain of ['memfd', 'memfd_plain']) {
      expect(filled(plain)).toBe(0);
      expect(filled(plain, 'fstatfs')).toBe(1);
    }
  });

  it('by the bytes of its file', () => {
    expect(borrowed(run('remove', [...file, look('stat', { allocatedBytes: M2 })], huge(M2)))).toBe(1);
    expect(borrowed(run('remove', [...file, look('stat', { allocatedBytes: 0 })], huge(M2)))).toBe(0);
  });
});

it('where as many have to stay as are free, the ledger says how many that are', () => {
  const pools = poolsWith(STOCK, { free: 2 });
  const of = {
    ...STOCK,
    poolsBefore: pools,
    borrows: [{ pageBytes: M2, decision: 'too_few_free' as const }],
  };
  expect(judge({ ...of, experiments: [] }).ledger[0]).toMatchObject({
    borrowed: 0,
    reason: 'too_few_free',
    detail: '2 of 64 free',
  });
});

describe('pools', () => {
  it('have the nodes that the caller may use, where these are not all', () => {
    const nodes = [0, 1].map((node) => ({ node, total: 32, free: 32, surplus: 0 }));
    const two = poolsWith(STOCK, { nodes });
    const limits = { ...(STOCK.hugeLimits as HugeLimits), memsAllowed: [1] };
    const of: Observations = { ...STOCK, poolsBefore: two, hugeLimits: limits };
    expect(judge(of).pools[0]?.obtainable).toMatchObject({ pages: 32, nodes: [1] });
    expect(judge(STOCK).pools[0]?.obtainable).not.toHaveProperty('nodes');
  });

  it('are those before the run, without the place of demote', () => {
    const { pools } = judge(STOCK);
    expect(pools.map(({ pageBytes, free }) => [pageBytes, free])).toEqual([
      [M2, 64],
      [2 ** 30, 0],
    ]);
    expect(pools[0]).not.toHaveProperty('demote');
  });

  it('say what a free page can become, where the kernel has a file for it', () => {
    const poolsBefore = STOCK.poolsBefore.map((pool) =>
      pool.pageBytes === M2 ? pool : { ...pool, demoteBytes: M2 },
    );
    expect(judge({ ...STOCK, poolsBefore }).pools.map(({ demoteBytes }) => demoteBytes)).toEqual([
      undefined,
      M2,
    ]);
  });
});

describe('columns', () => {
  it('are in order, of whatever sizes the architecture has', () => {
    const sizes = [2 ** 34, 2 ** 16, 2 ** 29, 2 ** 25];
    const experiments = sizes.map((pageBytes) => ({ ...run('hgm_hole', [], huge(M2)), pageBytes }));
    const found = columns({ ...STOCK, poolsBefore: [], experiments }).map(({ memory }) => memory);
    expect(found).toEqual([
      'anonymous',
      'shmem',
      'hugetlb-64K',
      'hugetlb-32M',
      'hugetlb-512M',
      'hugetlb-16G',
    ]);
  });
});
