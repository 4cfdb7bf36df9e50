import { describe, expect, it } from 'vitest';
import { createContext } from '../../../../src/judge/create-context.js';
import { judgeSize } from '../../../../src/judge/hgm/hgm.js';
import { judgeSplit } from '../../../../src/judge/hgm/split.js';
import type { Column } from '../../../../src/judge/sizes.js';
import type { Call, Observations } from '../../../../src/observe/observations.js';
import { answering, G1, having, lost, M2, no, ok, pick, STOCK_COLUMNS, upTo, without } from '../columns.js';
import { STOCK } from '../stock.js';
import { granular, kernel, marker, proven } from './hgm-kernels.js';

const { anonymous, shmem, hugetlb } = STOCK_COLUMNS;

function judged(observations: Observations, column: Column) {
  const context = createContext(observations);
  return judgeSplit(
    context,
    column,
    context.hugeColumns.map((each) => judgeSize(context, each)),
  );
}

const shared = pick(STOCK, 'split.shared', 'hugetlb-2M');
const on = (start: Observations, ...calls: Call[]) => having(start, answering(shared, ...calls));
const noProof = without(STOCK, 'hgm_proof');

describe('MADV_SPLIT', () => {
  it('is absent where every range is refused, the private mapping beside it', () => {
    const found = judged(STOCK, hugetlb);
    expect(found).toMatchObject({ state: 'absent', reason: 'refused' });
    expect(found.evidence).toEqual([
      'control fstatfs 0 type=0x958458f6 blockBytes=2097152',
      'control range 0',
      ...['len0', 'whole', 'unaligned', 'odd_length', 'middle'].map((step) => `test ${step} -1 EINVAL`),
      'test whole -1 EINVAL mapping=private',
    ]);
  });

  it('is supported only where it made CONTINUE granular', () => {
    const taken = on(
      kernel('madv-split'),
      ok('len0'),
      ok('whole'),
      ok('middle'),
      ok('vmas_middle', { vmas: 3, hm: 1 }, 'look'),
    );
    expect(judged(taken, hugetlb)).toMatchObject({ state: 'supported', reason: 'works' });
    expect(judged(taken, hugetlb).evidence).toContain('look vmas_middle 0 vmas=3 hm=1');
    expect(judged(without(kernel('madv-split'), 'split.shared'), hugetlb)).toMatchObject({
      state: 'supported',
    });
    expect(judged(kernel('rfc-v2', 'madv-split'), hugetlb)).toMatchObject({ state: 'supported' });
  });

  it('is of unknown meaning where it is taken and nothing is granular, or anything is', () => {
    for (const start of [noProof, kernel('rfc-v1', 'madv-split'), kernel('rfc-v2')]) {
      expect(judged(on(start, ok('len0'), ok('whole')), hugetlb)).toMatchObject({
        state: 'unknown',
        reason: 'accepted_meaning_unknown',
      });
    }
    const failed = having(
      on(kernel('madv-split'), ok('whole')),
      proven(M2, 'madv-split', no('continue_base', 'EINVAL')),
    );
    expect(judged(failed, hugetlb)).toMatchObject({ state: 'unknown', reason: 'accepted_meaning_unknown' });
    expect(judged(on(STOCK, ok('len0')), hugetlb)).toMatchObject({ reason: 'accepted_meaning_unknown' });
    const plain = having(STOCK, answering(pick(STOCK, 'split', 'shmem'), ok('whole')));
    expect(judged(plain, shmem)).toMatchObject({ state: 'unknown', reason: 'accepted_meaning_unknown' });
  });

  it('is for hugetlb only where the number is known and other memory refused', () => {
    const known = having(STOCK, answering(pick(STOCK, 'split', 'anonymous'), ok('len0')));
    expect(judged(known, anonymous)).toMatchObject({ state: 'absent', reason: 'hugetlb_only' });
    const odd = having(STOCK, answering(pick(STOCK, 'split', 'anonymous'), ok('middle')));
    expect(judged(odd, anonymous)).toMatchObject({ state: 'unknown', reason: 'accepted_meaning_unknown' });
  });

  it('is refused on a size beside another that it made granular, though the number is known', () => {
    // HGM for 1G pages alone: the advice takes no bytes of any mapping, and no range of 2M pages.
    const gigantic = having(kernel(), granular(G1, 'madv-split'), marker(G1));
    const known = having(gigantic, answering(shared, ok('len0')));
    expect(judged(known, hugetlb)).toMatchObject({ state: 'absent', reason: 'not_on_this_size' });
    const odd = having(gigantic, answering(shared, ok('len0'), ok('middle')));
    expect(judged(odd, hugetlb)).toMatchObject({ state: 'unknown', reason: 'accepted_meaning_unknown' });
  });

  it.each([
    [on(STOCK, no('range', 'ENOMEM', {}, 'control')), 'unknown', 'control_failed'],
    [on(STOCK, no('middle', 'ENOMEM')), 'no_resources', 'enomem'],
    [on(STOCK, no('whole', 'EPERM')), 'not_permitted', 'eperm'],
    [on(STOCK, lost('whole')), 'unknown', 'not_observed'],
    [having(STOCK, upTo(shared, 'whole', 'deadline')), 'unknown', 'deadline'],
    [having(STOCK, upTo(shared, 'len0', 'deadline')), 'unknown', 'deadline'],
    [having(STOCK, upTo(shared, 'len0')), 'unknown', 'not_observed'],
    [without(STOCK, 'split.shared', 'split.private'), 'unknown', 'not_run'],
  ] as const)('is otherwise not told (%#)', (observations, state, reason) => {
    expect(judged(observations, hugetlb)).toMatchObject({ state, reason });
  });
});
