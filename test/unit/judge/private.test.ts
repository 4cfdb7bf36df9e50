/** What a private mapping of a file takes, where a shared one does. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/document/index.js';
import type { Call, Experiment, Observations } from '../../../src/observe/observations.js';
import { answering, control, having, huge, look, M2, no, ok, pick, ready, run } from './build.js';
import { STOCK } from './stock.js';

const on = (calls: Call[], more = {}, ...others: Experiment[]): Observations =>
  having(STOCK, run('private', calls, { memory: 'shmem', ...more }), ...others);

function row(of: Observations, id: string, memory = 'shmem') {
  const found = judge(of).capabilities.find((each) => each.id === id && each.memory === memory);
  return { said: `${found?.state} ${found?.reason}`, evidence: found?.evidence };
}

const LENT = huge(M2);
const UNLENT: Observations = {
  ...STOCK,
  borrows: STOCK.borrows.map((each) => ({ ...each, decision: 'none_free' as const })),
  poolsBefore: STOCK.poolsBefore.map((pool) => ({ ...pool, total: 0, free: 0, nodes: [] })),
};
const TAKEN = [control('remove_shared'), control('range')];

describe('private.minor', () => {
  const seen = [...ready(), ok('minor'), look('minor_effect', { changed: 1 })];

  it('is what CONTINUE showed and the file did not', () => {
    expect(row(on(seen), 'private.minor').said).toBe('supported works');
    expect(
      row(on([...ready(), ok('minor'), look('minor_effect', { changed: 0 })]), 'private.minor').said,
    ).toBe('absent no_effect');
    expect(row(on(seen, LENT), 'private.minor', 'hugetlb-2M').said).toBe('supported works');
    expect(row(on([], { end: 'deadline' }), 'private.minor').said).toBe('unknown deadline');
  });

  it('REGISTER that takes shared memory alone is a refusal of the private one', () => {
    const refused = no('register_private', 'EINVAL', {}, 'setup');
    const { said, evidence } = row(on([refused]), 'private.minor');
    expect(said).toBe('absent refused');
    expect(evidence?.join()).toContain('control minor 0');
    const older = answering(pick(STOCK, 'register', 'shmem'), no('minor', 'EINVAL'));
    expect(row(on([refused], {}, older), 'private.minor').said).toBe('absent no_register');
  });

  it('takes a page of the pool, which has to be lent', () => {
    const none = having(UNLENT, run('private', [...ready(), ok('register_private', {}, 'setup')], LENT));
    expect(row(none, 'private.minor', 'hugetlb-2M').said).toBe('no_resources pool_empty');
    expect(row(none, 'private.dontneed', 'hugetlb-2M').said).toBe('no_resources pool_empty');
  });
});

describe('private.dontneed', () => {
  it('is gone where what the file has is seen', () => {
    const given = (changed: number) => [...TAKEN, ok('dontneed'), look('dontneed_effect', { changed })];
    expect(row(on(given(1)), 'private.dontneed').said).toBe('supported works');
    expect(row(on(given(0)), 'private.dontneed').said).toBe('absent no_effect');
    expect(row(on([...TAKEN, no('dontneed', 'EINVAL')], LENT), 'private.dontneed', 'hugetlb-2M').said).toBe(
      'absent refused',
    );
  });
});

describe('a page of its own that could not be had', () => {
  const refused = no('store_private', 'EFAULT', { signal: 'SIGBUS' }, 'setup');

  it('is the page that was refused on hugetlb memory, and not known elsewhere', () => {
    const lent = on([control('fstatfs', { type: '0x958458f6', blockBytes: M2 }), refused], LENT);
    expect(row(lent, 'private.dontneed', 'hugetlb-2M').said).toBe('no_resources page_refused');
    expect(row(on([refused]), 'private.dontneed').said).toBe('unknown unexpected_efault');
  });

  it('was not asked for where none was lent, whatever REGISTER says', () => {
    const older = having(UNLENT, run('private', [no('register_private', 'EINVAL', {}, 'setup')], LENT));
    expect(row(older, 'private.dontneed', 'hugetlb-2M').said).toBe('no_resources pool_empty');
    expect(row(on([], { end: 'deadline' }), 'private.dontneed').said).toBe('unknown deadline');
    expect(row(on([], { ...LENT, end: 'deadline' }), 'private.dontneed', 'hugetlb-2M').said).toBe(
      'unknown deadline',
    );
  });
});

describe('private.remove', () => {
  it('EACCES is the private mapping where a shared one was taken, and who knows what elsewhere', () => {
    const { said, evidence } = row(on([...TAKEN, no('remove', 'EACCES')]), 'private.remove');
    expect(said).toBe('absent refused');
    expect(evidence).toEqual(['test remove -1 EACCES', 'control remove_shared 0']);
    const denied = no('remove_shared', 'EACCES', {}, 'control');
    expect(row(on([denied, no('remove', 'EACCES')]), 'private.remove').said).toBe('not_permitted eacces');
    expect(row(on([no('remove', 'EACCES')]), 'private.remove').said).toBe('not_permitted eacces');
    expect(row(on([...TAKEN, no('remove', 'EPERM')]), 'private.remove').said).toBe('not_permitted eperm');
  });

  it('needs no page, and was not made where even a shared mapping is refused', () => {
    expect(row(on([...TAKEN, no('remove', 'EACCES')], LENT), 'private.remove', 'hugetlb-2M').said).toBe(
      'absent refused',
    );
    expect(
      row(on([no('remove_shared', 'EINVAL', {}, 'control')], LENT), 'private.remove', 'hugetlb-2M').said,
    ).toBe('unknown not_observed');
    expect(row(on([...TAKEN, ok('remove')]), 'private.remove').said).toBe('advertised accepted_not_observed');
    const untried = having(UNLENT, run('private', [...ready()], LENT));
    expect(row(untried, 'private.remove', 'hugetlb-2M').said).toBe('unknown not_observed');
  });
});

describe('private.collapse', () => {
  const once = [...TAKEN, ok('collapse'), look('collapse_effect', { changed: 1 })];
  const refused = no('collapse', 'EINVAL');

  it('works as long as no page was written', () => {
    const { said, evidence } = row(on([...once, no('collapse_written', 'EINVAL')]), 'private.collapse');
    expect(said).toBe('limited unwritten_only');
    expect(evidence?.at(-1)).toBe('test collapse_written -1 EINVAL');
  });

  it('works after a write where that was seen, and is no more than accepted where it was not', () => {
    const both = [...once, ok('collapse_written'), look('collapse_written_effect', { changed: 1 })];
    expect(row(on(both), 'private.collapse')).toMatchObject({ said: 'supported works' });
    expect(row(on(both), 'private.collapse').evidence).toHaveLength(4);
    const vain = [...once, ok('collapse_written'), look('collapse_written_effect', { changed: 0 })];
    expect(row(on(vain), 'private.collapse').said).toBe('limited unwritten_only');
    const short = [...once, no('collapse_written', 'ENOMEM')];
    expect(row(on(short), 'private.collapse').said).toBe('no_resources enomem');
    expect(row(on(once), 'private.collapse').said).toBe('supported works');
  });

  it('is absent where private memory is refused with THP on, and not known with THP off', () => {
    expect(row(on([...TAKEN, refused]), 'private.collapse').said).toMatch(
      /^(?:absent refused|unknown thp_off)$/,
    );
    const disabled = run('caller', [ok('thp_disabled', {}, 'look', 1)]);
    expect(row(on([...TAKEN, refused], {}, disabled), 'private.collapse').said).toBe('unknown thp_off');
    const older = run('collapse', [control('range'), no('huge', 'EINVAL')], { memory: 'anonymous' });
    expect(row(on([...TAKEN, refused], {}, older), 'private.collapse').said).toBe('absent refused');
    expect(row(on([...TAKEN, no('collapse', 'ENOMEM')]), 'private.collapse').said).toBe(
      'no_resources enomem',
    );
    expect(row(on([]), 'private.collapse').said).toBe('unknown not_observed');
  });
});

it('says nothing where it was not tried', () => {
  const found = judge(STOCK).capabilities.filter(({ id }) => id.startsWith('private.'));
  expect(new Set(found.map(({ state, reason }) => `${state} ${reason}`))).toEqual(
    new Set(['unknown not_run']),
  );
  expect(found.map(({ id, memory }) => `${id} ${memory}`)).toEqual([
    ...['private.minor', 'private.dontneed', 'private.remove'].flatMap((id) =>
      ['shmem', 'hugetlb-2M', 'hugetlb-1G'].map((memory) => `${id} ${memory}`),
    ),
    'private.collapse shmem',
  ]);
});
