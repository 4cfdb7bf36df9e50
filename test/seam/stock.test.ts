/** The rows of a stock kernel, as the facts say that real kernels are held against, too. */
import { describe, expect, it } from 'vitest';
import { expectedCells } from '../kernels/cells.js';
import { seenCells, wrongCells } from '../kernels/compare.js';
import { OPERATIONS } from '../kernels/expected.js';
import { buildScenario, G1, M2, report, row, type Scenario } from './scenario.js';

buildScenario();

const RICH: Scenario = { pools: { [M2]: 4, [G1]: 2 }, borrow: [M2, G1] };

/** Registering memory, and calls on it. */
const ABOUT_MEMORY = new RegExp(`^(register|${Object.keys(OPERATIONS).join('|')})\\.`);

const SERIES: Record<string, string> = { '5.10': '5.10', '6.1': '6.1', '6.18': '6.12', '7.3': '7.3' };

/**
 * Where the model is no such kernel: it zeroes a part of a huge page before 5.19 (hugetlbfs_zero_partial_page), and
 * splits a transparent huge page that it moves (mm/huge_memory.c, move_pages_huge_pmd, moves it whole).
 */
const OTHERWISE = /^(5\.10 remove\.base hugetlb|.* move\.huge anonymous)/;

const rowsOf = (cells: ReadonlyMap<string, string>): Map<string, string> =>
  new Map([...cells].filter(([name]) => ABOUT_MEMORY.test(name)));

describe.each(Object.entries(SERIES))('stock %s as root', (kernel, facts) => {
  it.each([
    ['2M', M2],
    ['1G', G1],
    ['empty', null],
  ])('answers every call on memory as the kernel does, with pool %s', (pool, bytes) => {
    const pools = { [M2]: 0, [G1]: 0, ...(bytes === null ? {} : { [bytes]: 4 }) };
    const found = report({ kernel, pools, borrow: bytes === null ? [] : [bytes] });
    const run = { status: 0, signal: null, stdout: JSON.stringify(found), stderr: '', log: [] };
    const expected = expectedCells(
      { arch: 'amd64', facts, basePageBytes: 4096 },
      { pool, privilege: 'root' },
    );
    expect(rowsOf(expected).size).toBeGreaterThan(60);
    const wrong = wrongCells(rowsOf(expected), rowsOf(seenCells(run)));
    expect(wrong.filter(({ cell }) => !OTHERWISE.test(`${kernel} ${cell}`))).toEqual([]);
  });
});

describe('what the report says beside the states', () => {
  const found = () => report(RICH);

  it('a base-page MADV_DONTNEED of hugetlb is accepted and does nothing', () => {
    expect(row(found(), 'dontneed.base', 'hugetlb-2M')).toMatchObject({
      state: 'absent',
      reason: 'no_effect',
    });
  });

  it('a base-page MADV_REMOVE of hugetlb zeroes only', () => {
    expect(row(found(), 'remove.base', 'hugetlb-2M')?.reason).toBe('zeroes_only');
  });

  it('a base-page MADV_POPULATE of hugetlb rounds up', () => {
    expect(row(found(), 'populate.base', 'hugetlb-2M')?.reason).toBe('rounds_up');
  });

  it('hugetlb MINOR answers 18c', () => {
    expect(row(found(), 'register.minor', 'hugetlb-2M')?.evidence).toContain('test minor 0 ioctls=0x18c');
  });

  it('names bits 0 to 16, and those of 7.3', () => {
    expect(found().userfaultfd).toMatchObject({ features: '0x1ffff', ioctls: '0x8000000000000003' });
    expect(found().userfaultfd.featureNames).toHaveLength(17);
    const newest = report({ ...RICH, kernel: '7.3' });
    expect(newest.userfaultfd.featureNames).toHaveLength(19);
    expect(row(newest, 'feature.rwp_async')).toMatchObject({ state: 'supported', reason: 'needs_rwp' });
  });

  it('has seen what each feature does, but for forks, which the model has not', () => {
    const rows = report({ ...RICH, kernel: '7.3' }).capabilities.filter(({ id }) =>
      id.startsWith('feature.'),
    );
    const others = rows.filter(({ state }) => state !== 'supported').map(({ id, state }) => `${id} ${state}`);
    expect(others).toEqual(['feature.event_fork advertised']);
  });

  it('has the baselines among the timings', () => {
    const baselines = found().timings.filter(({ baseline }) => baseline);
    expect(baselines.map(({ id, memory }) => `${id} ${memory}`)).toEqual(
      expect.arrayContaining(['continue.base shmem', 'continue.huge hugetlb-2M', 'continue.huge hugetlb-1G']),
    );
  });

  it('without a page, what needs one is not absent', () => {
    const poor = report({ pools: { [M2]: 0 } });
    for (const id of ['continue.huge', 'copy.huge', 'dontneed.huge', 'remove.huge', 'populate.huge']) {
      expect(row(poor, id, 'hugetlb-2M')).toMatchObject({ state: 'no_resources', reason: 'pool_empty' });
    }
    const declined = report({ pools: { [M2]: 4 } });
    expect(row(declined, 'copy.huge', 'hugetlb-2M')).toMatchObject({
      state: 'not_probed',
      reason: 'needs_borrow',
    });
  });
});
