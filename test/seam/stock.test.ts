/** The rows of a stock kernel, as the tables of the facts say. */
import { describe, expect, it } from 'vitest';
import { buildScenario, G1, M2, report, row, type Scenario } from './scenario.js';

buildScenario();

const RICH: Scenario = { pools: { [M2]: 4, [G1]: 2 }, borrow: [M2, G1] };

/** Row by kind of memory: anonymous, shmem, hugetlb; null where there is no such row. */
type States = readonly [anonymous: string | null, shmem: string | null, hugetlb: string];

const ROWS_618: Record<string, States> = {
  'register.missing': ['supported', 'supported', 'supported'],
  'register.wp': ['supported', 'supported', 'supported'],
  'register.minor': ['not_applicable', 'supported', 'supported'],
  'register.rwp': ['absent', 'absent', 'absent'],
  'register.all': ['not_applicable', 'supported', 'supported'],
  'continue.base': ['not_applicable', 'supported', 'absent'],
  'copy.base': ['supported', 'supported', 'absent'],
  'zeropage.base': ['supported', 'supported', 'absent'],
  'poison.base': ['supported', 'supported', 'absent'],
  'writeprotect.base': ['supported', 'supported', 'absent'],
  'rwprotect.base': ['absent', 'absent', 'absent'],
  'move.base': ['supported', 'absent', 'absent'],
  'dontneed.base': ['supported', 'supported', 'absent'],
  'remove.base': ['not_applicable', 'supported', 'supported'],
  'populate.base': ['supported', 'supported', 'supported'],
  'wake.base': ['supported', 'supported', 'supported'],
  'collapse.huge': ['supported', 'supported', 'absent'],
  'continue.huge': [null, null, 'supported'],
  'copy.huge': [null, null, 'supported'],
  'zeropage.huge': [null, null, 'absent'],
  'poison.huge': [null, null, 'supported'],
  'writeprotect.huge': [null, null, 'supported'],
  'move.huge': ['supported', 'absent', 'absent'],
  'dontneed.huge': [null, null, 'supported'],
  'remove.huge': [null, null, 'supported'],
  'populate.huge': [null, null, 'supported'],
};

/** What other kernels say otherwise: what was not there yet, and what 7.3 added. */
const OTHERWISE: Record<string, Record<string, States>> = {
  '6.1': {
    'poison.base': ['absent', 'absent', 'absent'],
    'poison.huge': [null, null, 'absent'],
    'move.base': ['absent', 'absent', 'absent'],
    'move.huge': ['absent', 'absent', 'absent'],
  },
  '7.3': {
    'register.rwp': ['supported', 'supported', 'supported'],
    'rwprotect.base': ['supported', 'supported', 'absent'],
  },
  '5.10': {
    'register.wp': ['supported', 'absent', 'absent'],
    'register.minor': ['not_applicable', 'absent', 'absent'],
    'register.all': ['not_applicable', 'absent', 'absent'],
    'continue.base': ['not_applicable', 'absent', 'absent'],
    'continue.huge': [null, null, 'absent'],
    'writeprotect.base': ['supported', 'absent', 'absent'],
    'writeprotect.huge': [null, null, 'absent'],
    'poison.base': ['absent', 'absent', 'absent'],
    'poison.huge': [null, null, 'absent'],
    'move.base': ['absent', 'absent', 'absent'],
    'move.huge': ['absent', 'absent', 'absent'],
    // Without minor faults nothing shows what became of a file's pages.
    'dontneed.base': ['supported', 'advertised', 'absent'],
    'dontneed.huge': [null, null, 'absent'],
    'populate.base': ['absent', 'absent', 'absent'],
    'populate.huge': [null, null, 'absent'],
    'collapse.huge': ['absent', 'absent', 'absent'],
  },
};

describe.each(['5.10', '6.1', '6.18', '7.3'])('stock %s as root, with pages', (kernel) => {
  const wanted = { ...ROWS_618, ...OTHERWISE[kernel] };

  it.each(Object.entries(wanted))('%s', (id, [anonymous, shmem, hugetlb]) => {
    const found = report({ ...RICH, kernel });
    const seen = (memory: string) => row(found, id, memory)?.state ?? null;
    expect([seen('anonymous'), seen('shmem'), seen('hugetlb-2M'), seen('hugetlb-1G')]).toEqual([
      anonymous,
      shmem,
      hugetlb,
      hugetlb,
    ]);
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
