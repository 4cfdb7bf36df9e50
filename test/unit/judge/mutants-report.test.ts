/** The rest of `mutants.test.ts`: small mistakes in the parts of the report around the verdict. */
import { describe, expect, it } from 'vitest';
import { NAMED_FEATURES } from '../../../src/capabilities/families/features.js';
import { IOCTL } from '../../../src/capabilities/ioctls.js';
import { judge } from '../../../src/document/index.js';
import { createContext } from '../../../src/judge/create-context.js';
import { judgeWitnesses } from '../../../src/judge/hgm/witnesses.js';
import { judgeFeatures } from '../../../src/judge/operations/features.js';
import type { Call, Observations } from '../../../src/observe/observations.js';
import { fromSamples } from '../../../src/recording/samples.js';
import { answering, control, G1, having, K4, look, M2, no, ok, pick, run, without } from './columns.js';
import { granular, kernel, marker } from './hgm-kernels.js';
import { STOCK } from './stock.js';

const of = (observations: Observations) => createContext(observations);
const rowOf = (observations: Observations, id: string, memory: string | null = null) =>
  judge(observations).capabilities.find((one) => one.id === id && one.memory === memory);

describe('what was not seen', () => {
  it('brings no bits of its own', () => {
    const named = judgeFeatures(of(STOCK), false).length;
    expect(judgeFeatures(of(without(STOCK, 'api')), false)).toHaveLength(named);
  });

  it('is null in the ledger', () => {
    const [entry] = judge({ ...STOCK, poolsAfter: [] }).ledger;
    expect(entry).toMatchObject({ freeAfter: null, reservedAfter: null, totalAfter: null });
    const unlisted = judge({ ...STOCK, poolsBefore: [] }).ledger[0];
    expect(unlisted).toMatchObject({ freeBefore: null, reservedBefore: null, totalBefore: null });
  });
});

describe('an operation', () => {
  const huge = (id: string, ...calls: Call[]) =>
    rowOf(having(STOCK, answering(pick(STOCK, id, 'hugetlb-2M'), ...calls)), `${id}.huge`, 'hugetlb-2M');

  it('on the whole huge page reaches no further than asked', () => {
    const effect = look('huge_effect', { changed: 1, allocatedBytes: M2, freedBytes: 0 });
    for (const id of ['populate', 'remove']) expect(huge(id, effect)).toMatchObject({ reason: 'works' });
  });
});

it('the numbers of the ioctls are those of linux/userfaultfd.h', () => {
  expect(IOCTL).toEqual({
    REGISTER: 0,
    UNREGISTER: 1,
    WAKE: 2,
    COPY: 3,
    ZEROPAGE: 4,
    MOVE: 5,
    WRITEPROTECT: 6,
    CONTINUE: 7,
    POISON: 8,
    RWPROTECT: 9,
    SET_MODE: 10,
    API: 63,
  });
});

describe('what UFFDIO_API said', () => {
  const said = (features: string, ioctls: string) =>
    judge(having(STOCK, answering(pick(STOCK, 'api'), ok('offer', { features, ioctls })))).userfaultfd;

  it('is split at the first bit that has no name', () => {
    expect(said(`0x${(1n << BigInt(NAMED_FEATURES)).toString(16)}`, '0x0')).toMatchObject({
      featureNames: [],
      unnamedBits: [NAMED_FEATURES],
    });
  });

  it('calls ioctl 8 POISON only beside feature 14', () => {
    expect(said('0x4000', '0x100').ioctlNames).toEqual(['POISON']);
    expect(said('0x0', '0x100').ioctlNames).toEqual(['bit8']);
  });
});

describe('rows of several sizes', () => {
  /** MADV_SPLIT on 1G pages only. */
  const mixed = having(kernel(), granular(G1, 'madv-split'), marker(M2, no('collapse', 'EINVAL')));

  it('take each their own size', () => {
    const states = (id: string) => ['hugetlb-2M', 'hugetlb-1G'].map((at) => rowOf(mixed, id, at)?.state);
    expect(states('madv_split')).toEqual(['absent', 'supported']);
    expect(states('continue.base')).toEqual(['absent', 'limited']);
  });

  it('do not begin with a kernel where the catalog has none', () => {
    expect(rowOf(STOCK, 'hgm', 'hugetlb-2M')?.since).toBeNull();
    expect(rowOf(STOCK, 'feature.minor_shmem')?.since).toBe('5.14');
    const api = answering(pick(STOCK, 'api'), ok('offer', { features: '0x1000000' }), ok('bit24'));
    expect(rowOf(having(STOCK, api), 'feature.bit24')?.since).toBeNull();
  });
});

it('a way that opened is supported, each of them', () => {
  const states = ['syscall', 'user_mode_only', 'device'].map((way) => rowOf(STOCK, `open.${way}`)?.state);
  expect(states).toEqual(['supported', 'limited', 'supported']);
});

it('MADV_SPLIT that was not tried wants no page', () => {
  const short = run('split.shared', [control('range')], { memory: 'hugetlb-1G', pageBytes: G1 });
  expect(rowOf(having(STOCK, short), 'madv_split', 'hugetlb-1G')).toMatchObject({
    state: 'unknown',
    reason: 'not_observed',
  });
});

describe('a timing', () => {
  const timed = (samplesNs: number[], firstNs: number | null = null) => {
    const series = [fromSamples('continue.base', K4, firstNs, samplesNs)];
    return judge(having(STOCK, run('time.continue', [], { memory: 'shmem', series }))).timings.find(
      ({ id }) => id === 'continue.base',
    );
  };

  it('of a single sample is one', () => {
    expect(timed([7])).toMatchObject({ n: 1, minNs: 7 });
    expect(timed([])).toBeUndefined();
  });

  it.each([
    [1000, []],
    [1001, ['outliers']],
  ])('warns of what is over a hundred times the median: %i of 10 ns', (most, flags) => {
    expect(timed([...Array.from({ length: 30 }, () => 10), most])?.flags).toEqual(flags);
  });

  it('that a run did not get to wants no page', () => {
    const short = run('time.continue', [control('fstatfs', { type: '0x958458f6', blockBytes: G1 })], {
      memory: 'hugetlb-1G',
      pageBytes: G1,
    });
    expect(judge(having(STOCK, short)).untimed).toContainEqual({
      id: 'continue.huge',
      memory: 'hugetlb-1G',
      reason: 'not_observed',
    });
  });
});

it('a configuration that does not name HGM is told from one that could not be read', () => {
  const detail = (path: string | null) => {
    const kconfig = { ...STOCK.witnesses.kconfig, path, hgm: null };
    const observations = { ...STOCK, witnesses: { ...STOCK.witnesses, kconfig } };
    return judgeWitnesses(observations, judge(STOCK).hgm).find(({ id }) => id === 'kconfig')?.detail;
  };
  expect(detail('/boot/config')).toBe('no HUGETLB_HIGH_GRANULARITY_MAPPING in /boot/config');
  expect(detail(null)).toBe('no kernel configuration to read');
});

it('the sysctl of HVO rules out v2 of the series, and of a MADV_SPLIT kernel leaves v1', () => {
  const detail = (hugetlbOptimizeVmemmap: number | null, observations: Observations) => {
    const settings = { ...STOCK.settings, hugetlbOptimizeVmemmap };
    const { witnesses } = judge({ ...observations, settings });
    return witnesses.find(({ id }) => id === 'hvo')?.detail;
  };
  expect(detail(null, STOCK)).toBe('no vm.hugetlb_optimize_vmemmap');
  expect(detail(0, STOCK)).toContain('so no v2 of the series');
  expect(detail(1, kernel('madv-split'))).toContain('so this is v1 of the series');
});
