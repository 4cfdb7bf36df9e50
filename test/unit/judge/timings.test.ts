import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/judge/index.js';
import { figures, quantile } from '../../../src/judge/quantiles.js';
import type { Dialect, Experiment, Observations, Series } from '../../../src/observe/observations.js';
import { fromSamples } from '../../../src/recording/samples.js';
import { G1, having, huge, K4, M2, no, pick, REFUSED_OPENS, ready, run, without } from './build.js';
import { kernel } from './hgm-kernels.js';
import { STOCK } from './stock.js';

const ramp = (n: number) => of(Array.from({ length: n }, (_, i) => n - i));

const of = (samplesNs: number[]) => fromSamples('', 0, null, samplesNs);

describe('a quantile', () => {
  it.each([
    ['p50Ns', 19, null],
    ['p50Ns', 20, 10],
    ['p90Ns', 99, null],
    ['p90Ns', 100, 90],
    ['p99Ns', 999, null],
    ['p99Ns', 1000, 990],
    ['p999Ns', 9999, null],
    ['p999Ns', 10_000, 9990],
  ] as const)('%s of %d samples', (name, n, value) => {
    expect(figures(ramp(n))[name]).toBe(value);
  });

  it('is the nearest rank of whatever order', () => {
    for (let n = 1; n <= 200; n++) {
      expect(quantile(ramp(n), 1, 2)).toBe(n < 20 ? null : Math.ceil(n / 2));
      const { minNs, maxNs } = figures(ramp(n));
      expect([minNs, maxNs]).toEqual([1, n]);
    }
  });

  it('of nothing is nothing', () => {
    expect(figures(of([]))).toEqual({
      n: 0,
      minNs: null,
      p50Ns: null,
      p90Ns: null,
      p99Ns: null,
      p999Ns: null,
      maxNs: null,
    });
    expect(quantile(of([]), 0, 0)).toBeNull();
  });
});

const untimed = (observations: Observations, memory: string | null = null) =>
  Object.fromEntries(
    judge(observations)
      .untimed.filter((one) => memory === null || one.memory === memory)
      .map(({ id, reason }) => [id, reason]),
  );

describe('a stock host', () => {
  const report = judge(STOCK);

  it('has the baselines, the cold call apart', () => {
    expect(
      report.timings.map(({ id, memory, baseline, n, firstNs }) => ({ id, memory, baseline, n, firstNs })),
    ).toEqual([
      { id: 'continue.base', memory: 'shmem', baseline: true, n: 1000, firstNs: 4000 },
      { id: 'continue.huge', memory: 'hugetlb-2M', baseline: true, n: 1000, firstNs: 9000 },
    ]);
    expect(report.timings[0]).toMatchObject({
      minNs: 800,
      p50Ns: 824,
      p99Ns: 849,
      p999Ns: null,
      maxNs: 849,
      flags: [],
    });
  });

  it('says why the rest is not there', () => {
    const reasons = {
      'continue.first_base': 'hgm_absent',
      'continue.later_base': 'hgm_absent',
      madv_split: 'hgm_absent',
      collapse: 'hgm_absent',
    };
    expect(untimed(STOCK, 'hugetlb-2M')).toEqual(reasons);
    expect(untimed(STOCK, 'hugetlb-1G')).toEqual({ ...reasons, 'continue.huge': 'pool_empty' });
  });

  it('measures the clock', () => {
    expect(report.clock).toEqual({
      source: 'clock_gettime(CLOCK_MONOTONIC) over tsc',
      grainNs: 1,
      pairNs: 44,
      ioctlNs: 254,
    });
    const settings = { ...STOCK.settings, clocksource: null };
    expect(judge({ ...STOCK, settings }).clock.source).toBe('clock_gettime(CLOCK_MONOTONIC)');
    expect(judge(without(STOCK, 'time.floor')).clock).toEqual({
      source: 'not_measured',
      grainNs: null,
      pairNs: null,
      ioctlNs: null,
    });
  });
});

describe('what is not timed', () => {
  const shmem = (of: Partial<Experiment>) =>
    having(STOCK, { ...run('time.continue', ready(), { memory: 'shmem' }), ...of });

  it.each([
    [{ ...without(STOCK, 'time.continue', 'time.hgm', 'time.floor'), latency: false }, 'latency_off'],
    [without(STOCK, 'time.continue'), 'not_run'],
    [shmem({ end: 'deadline' }), 'deadline'],
    [shmem({ calls: REFUSED_OPENS }), 'no_descriptor'],
    [shmem({ calls: [no('memfd', 'EACCES', {}, 'setup')] }), 'not_permitted'],
    [shmem({ calls: [no('map', 'ENOMEM', {}, 'setup')] }), 'enomem'],
    [shmem({ calls: [...ready().slice(0, 3), no('register', 'EINVAL', {}, 'setup')] }), 'register_einval'],
    [shmem({ series: [fromSamples('continue.base', K4, null, [])] }), 'not_observed'],
  ])('has its reason (%#)', (observations, reason) => {
    expect(untimed(observations, 'shmem')).toEqual({ 'continue.base': reason });
  });

  it('has the reason of HGM', () => {
    const cut = { ...pick(STOCK, 'hgm_collapse', 'hugetlb-2M'), calls: [], end: 'deadline' as const };
    expect(untimed(having(STOCK, cut), 'hugetlb-2M').collapse).toBe('hgm_unknown');
    const starved = STOCK.experiments
      .filter(({ id, pageBytes }) => id === 'hgm_hole' && pageBytes === M2)
      .map((of) => ({ ...of, calls: [no('map', 'EPERM', {}, 'setup')] }));
    expect(untimed(having(STOCK, ...starved), 'hugetlb-2M').collapse).toBe('not_permitted');
  });
});

describe('a series', () => {
  const timed = (series: Partial<Series>, end: Experiment['end'] = 'done') => {
    const full = { ...fromSamples('continue.base', K4, null, []), ...series };
    return judge(having(STOCK, run('time.continue', ready(), { memory: 'shmem', series: [full], end })))
      .timings[0];
  };

  it('may be the cold call alone', () => {
    expect(timed({ firstNs: 4000 })).toMatchObject({
      n: 0,
      minNs: null,
      firstNs: 4000,
      flags: ['few_samples'],
    });
    expect(timed({ firstNs: 0 })).toMatchObject({ firstNs: 0 });
  });

  it('warns of outliers and of its end, and drops nothing', () => {
    expect(timed({ ns: [10, 5000], counts: [30, 1] }, 'deadline')).toMatchObject({
      n: 31,
      maxNs: 5000,
      flags: ['outliers', 'ended_deadline'],
    });
  });
});

describe('a host with HGM', () => {
  const IDS = ['madv_split', 'continue.first_base', 'continue.later_base', 'collapse'];
  const series = IDS.map((id) => fromSamples(id, K4, 1, [1]));
  const times = (dialect: Dialect) => run('time.hgm', ready(), { ...huge(M2), dialect, series });

  it('times the dialect that works', () => {
    const report = judge(having(kernel('madv-split'), times('madv-split')));
    const found = report.timings
      .filter(({ baseline }) => !baseline)
      .map(({ id, memory }) => `${memory} ${id}`);
    expect(found).toEqual(IDS.map((id) => `hugetlb-2M ${id}`));
    expect(
      report.untimed.filter(({ memory }) => memory === 'hugetlb-1G').map(({ reason }) => reason),
    ).toEqual(Array(5).fill('pool_empty'));
  });

  it('has no advice to time in another dialect', () => {
    const other = { ...times('rfc-v2'), series: series.slice(1) };
    expect(untimed(having(kernel('rfc-v2'), other), 'hugetlb-2M')).toEqual({ madv_split: 'other_dialect' });
  });

  it('needs a page', () => {
    const borrows = [{ pageBytes: G1, decision: 'too_large' as const }];
    expect(untimed({ ...kernel('rfc-v1'), borrows }, 'hugetlb-1G')).toEqual({
      'continue.huge': 'needs_borrow',
      madv_split: 'other_dialect',
      'continue.first_base': 'needs_borrow',
      'continue.later_base': 'needs_borrow',
      collapse: 'needs_borrow',
    });
  });
});
