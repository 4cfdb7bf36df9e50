/** Small mistakes that the other tests of the rules would not notice, each with the fact that it would break. */
import { describe, expect, it } from 'vitest';
import { findCapability } from '../../../src/capabilities/catalog.js';
import { FEATURE, RFC_HGM_BIT } from '../../../src/capabilities/families/features.js';
import { findOperation } from '../../../src/capabilities/families/operations.js';
import { judge } from '../../../src/document/index.js';
import { escaped } from '../../../src/ground/escape.js';
import { KINDS } from '../../../src/ground/memory.js';
import { createContext } from '../../../src/judge/create-context.js';
import { judgeSize } from '../../../src/judge/hgm/hgm.js';
import { judgeHgmFile } from '../../../src/judge/hgm/hgm-file.js';
import { judgeProof } from '../../../src/judge/hgm/hgm-proof.js';
import { judgeTrial } from '../../../src/judge/hgm/hgm-trial.js';
import { grain } from '../../../src/judge/timings/clock.js';
import { holdsPtrace, ignoresFileModes } from '../../../src/judge/ways/caller.js';
import type { Observations } from '../../../src/observe/observations.js';
import {
  answering,
  control,
  G1,
  having,
  K4,
  look,
  M2,
  no,
  ok,
  pick,
  run,
  STOCK_COLUMNS,
  upTo,
  without,
} from './columns.js';
import { granular, kernel, marker, proven } from './hgm-kernels.js';
import { hole, STOCK } from './stock.js';

const { hugetlb, gigantic } = STOCK_COLUMNS;
const of = (observations: Observations) => createContext(observations);
const rowOf = (observations: Observations, id: string, memory: string | null = null) =>
  judge(observations).capabilities.find((one) => one.id === id && one.memory === memory);

describe('numbers of the kernel', () => {
  const holding = (capability: number) => ({
    ...STOCK.ranAs,
    capabilities: `0x${(1n << BigInt(capability)).toString(16)}`,
  });

  it('are those of linux/capability.h', () => {
    expect([18, 19, 20].map((each) => holdsPtrace(holding(each)))).toEqual([false, true, false]);
    expect([0, 1, 2].map((each) => ignoresFileModes(holding(each)))).toEqual([false, true, false]);
  });

  it('are those of linux/userfaultfd.h', () => {
    const bits = ['continue', 'writeprotect', 'poison', 'move', 'rwprotect'].map((id) => {
      const feature = findOperation(id)?.feature;
      return KINDS.map((kind) => feature?.[kind] && FEATURE[feature[kind]]);
    });
    // MINOR_SHMEM and MINOR_HUGETLBFS; PAGEFAULT_FLAG_WP and WP_HUGETLBFS_SHMEM.
    expect(bits[0]?.slice(1)).toEqual([10, 9]);
    expect(bits[1]).toEqual([0, 12, 12]);
    expect(bits.slice(2).map((each) => each[0])).toEqual([14, 16, 17]);
    expect(RFC_HGM_BIT).toBe(13);
  });
});

it('only EVENT_FORK wants a capability, and the catalog says so', () => {
  const fork = findCapability('feature.event_fork');
  expect(fork?.states.not_permitted).toBe('Offered, but it wants CAP_SYS_PTRACE.');
  expect(fork?.action).toContain('CAP_SYS_PTRACE');
  const remap = findCapability('feature.event_remap');
  expect(remap?.states.not_permitted).not.toBe('Offered, but it wants CAP_SYS_PTRACE.');
  expect(remap?.action).toBeUndefined();
});

describe('text of the host', () => {
  it('keeps what prints and nothing else', () => {
    expect(escaped('a b')).toBe('a b');
    expect(escaped('a\x1fb~c\x7fd')).toBe('a\\x1fb~c\\x7fd');
    expect(escaped('ÿĀ')).toBe('\\xff\\u{100}');
  });

  it('is cut behind sixty characters', () => {
    expect(escaped('x'.repeat(60))).toBe('x'.repeat(60));
    expect(escaped('x'.repeat(61))).toBe(`${'x'.repeat(60)}…`);
  });
});

describe('a grain', () => {
  it('of two nanoseconds is none of one', () => {
    expect(grain([20, 22, 24])).toBe(2);
  });

  it('runs on over three values that follow each other', () => {
    expect(grain([20, 21, 22])).toBe(1);
    expect(grain([20, 21, 50, 51])).toBe(30);
  });

  it('comes from a single gap as well, and from a single nanosecond', () => {
    expect(grain([20, 50])).toBe(30);
    expect(grain([1, 1])).toBe(1);
  });
});

describe('the file that was talked about', () => {
  it('is absent with one listed pool beside it, and unknown with none', () => {
    const [pool] = STOCK.poolsBefore;
    const listing = (demote: boolean | null) =>
      judgeHgmFile({ ...STOCK, poolsBefore: pool ? [{ ...pool, demote }] : [] });
    expect(listing(false).state).toBe('absent');
    expect(listing(null).state).toBe('unknown');
  });
});

describe('the way back', () => {
  const wayBack = (observations: Observations) => rowOf(observations, 'hgm.collapse', 'hugetlb-2M')?.state;

  it('is never absent for want of an answer', () => {
    expect(wayBack(without(STOCK, 'hgm_collapse'))).toBe('unknown');
    const uncontrolled = having(STOCK, marker(M2, no('collapse', 'EINVAL')));
    const [first] = uncontrolled.experiments.slice(-1);
    const broken = first && answering(first, no('range', 'EINVAL', {}, 'control'));
    expect(broken && wayBack(having(STOCK, broken))).toBe('unknown');
  });

  it('is unknown, not absent, where other bytes came back', () => {
    const odd = proven(M2, 'rfc-v2', look('load_after_collapse', { byte: 1, expected: 70 }));
    expect(wayBack(having(kernel('rfc-v2'), odd))).toBe('unknown');
  });

  it('wants no page for the marker', () => {
    const untried = run('hgm_collapse', [control('range')], { memory: 'hugetlb-1G', pageBytes: G1 });
    expect(rowOf(having(STOCK, untried), 'hgm.collapse', 'hugetlb-1G')).toMatchObject({
      state: 'unknown',
      reason: 'not_observed',
    });
  });
});

describe('over all sizes', () => {
  const one = (observations: Observations): Observations => ({
    ...observations,
    experiments: observations.experiments.filter(({ pageBytes }) => pageBytes !== G1),
    poolsBefore: observations.poolsBefore.filter(({ pageBytes }) => pageBytes !== G1),
  });

  it('a single one gives the reason', () => {
    expect(judge(one(STOCK)).hgm).toMatchObject({ state: 'absent', reason: 'refused' });
  });

  it('a single size asked for is enough to know of none', () => {
    const bare = {
      ...STOCK,
      poolsBefore: [],
      experiments: STOCK.experiments.filter(({ pageBytes }) => pageBytes === null),
    };
    const asked = run('sizes', [ok('memfd', {}, 'setup'), no('size_2M', 'ENODEV')]);
    expect(judge(having(bare, asked)).hgm).toMatchObject({ state: 'not_applicable' });
    expect(judge(bare).hgm).toMatchObject({ state: 'unknown', reason: 'no_sizes_known' });
  });
});

describe('evidence', () => {
  it('of a proof is all that it turned on, and the last call where it got nowhere', () => {
    const cut = (step: string) => judgeProof(upTo(proven(M2, 'rfc-v2'), step), K4).evidence;
    expect(cut('store')).toEqual(['setup store 0 proof=rfc-v2']);
    expect(cut('continue_whole')).toEqual([`control continue_whole 0 mapped=${M2} proof=rfc-v2`]);
    expect(cut('unmap_whole')).toHaveLength(2);
  });

  it('of a trial names the other granules that were taken, and no others', () => {
    const lines = (experiment: ReturnType<typeof hole>) =>
      judgeTrial(of(having(STOCK, experiment)), gigantic, 'rfc-v2').finding.evidence;
    expect(lines(granular(G1, 'rfc-v2')).map((line) => line.split(' ')[1])).toEqual([
      'continue_base',
      'continue_whole',
      'continue_2M',
    ]);
    expect(lines(hole(G1, 'rfc-v2')).join()).not.toContain('continue_2M');
  });

  it('of HGM without a proof is that of the holes alone', () => {
    const { evidence } = judgeSize(of(kernel('rfc-v2')), hugetlb).hgm;
    expect(evidence).toEqual([
      'test continue_base -1 EFAULT mapped=-14 dialect=rfc-v2',
      'control continue_whole -1 EFAULT mapped=-14 dialect=rfc-v2',
    ]);
  });

  it('against POISON is the first REGISTER that was answered', () => {
    const bare = ['anonymous', 'shmem', 'hugetlb-2M', 'hugetlb-1G'].map((memory) =>
      answering(pick(STOCK, 'register', memory), ok('missing', { ioctls: '0xc' })),
    );
    const poison = rowOf(having(STOCK, ...bare), 'feature.poison');
    expect(poison?.reason).toBe('uncorroborated');
    expect(poison?.evidence.join()).toContain('memory=anonymous');
  });
});

describe('a trial that ended before its call', () => {
  it.each(['map', 'api'])('wanted no page: behind %s', (step) => {
    const short = upTo(hole(G1, 'rfc-v1'), step);
    expect(judgeTrial(of(having(STOCK, short)), gigantic, 'rfc-v1').finding).toMatchObject({
      state: 'unknown',
      reason: 'not_observed',
    });
  });
});
