import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/document/index.js';
import { columns } from '../../../src/judge/sizes.js';
import { huge, M2, run } from './build.js';
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

describe('pools', () => {
  it('are those before the run, without the place of demote', () => {
    const { pools } = judge(STOCK);
    expect(pools.map(({ pageBytes, free }) => [pageBytes, free])).toEqual([
      [M2, 64],
      [2 ** 30, 0],
    ]);
    expect(pools[0]).not.toHaveProperty('demote');
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
