import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/document/index.js';
import { figures, mean, quantile } from '../../../src/judge/timings/quantiles.js';
import type { Call, Dialect, Experiment, Observations, Series } from '../../../src/observe/observations.js';
import { fromSamples } from '../../../src/recording/samples.js';
import { timingsOf } from '../../../src/report/latency.js';
import { G1, having, huge, K4, look, M2, no, ok, pick, REFUSED_OPENS, ready, run, without } from './build.js';
import { kernel } from './hgm-kernels.js';
import { STOCK } from './stock.js';

const ramp = (n: number) => of(Array.from({ length: n }, (_, i) => n - i));

const of = (samplesNs: number[]) => fromSamples('', 0, null, samplesNs);

describe('a quantile', () => {
  it('of a damaged distribution makes nothing up', () => {
    expect(quantile({ ns: [], counts: [100] }, 1, 2)).toBeNull();
    expect(mean({ ns: [4, 9], counts: [2] })).toBe(4);
  });

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

/** Reasons by id and memory: `fault.poll hugetlb-2M`. */
const untimed = (observations: Observations, memory: string | null = null) =>
  Object.fromEntries(
    judge(observations)
      .untimed.filter((one) => memory === null || one.memory === memory)
      .map(({ id, reason }) => [id, reason]),
  );

const names = (observations: Observations) =>
  judge(observations).timings.map(({ id, memory }) => `${id} ${memory}`);

describe('a stock host', () => {
  const report = judge(STOCK);

  it('has the baselines, the cold call apart', () => {
    expect(report.timings.map(({ id, memory, n, firstNs }) => ({ id, memory, n, firstNs }))).toEqual([
      { id: 'memcpy', memory: null, n: 1000, firstNs: 900 },
      { id: 'memcpy', memory: null, n: 1000, firstNs: 900_000 },
      { id: 'thp_split', memory: 'anonymous', n: 30, firstNs: 90_000 },
      { id: 'regain.huge', memory: 'anonymous', n: 20, firstNs: 1_200_000 },
      { id: 'copy.base', memory: 'anonymous', n: 500, firstNs: 9000 },
      { id: 'regain.huge', memory: 'shmem', n: 20, firstNs: 1_200_000 },
      { id: 'continue.base', memory: 'shmem', n: 1000, firstNs: 4000 },
      { id: 'fault.poll', memory: 'shmem', n: 1000, firstNs: 30_000 },
      { id: 'continue.huge', memory: 'hugetlb-2M', n: 1000, firstNs: 9000 },
      { id: 'fault.poll', memory: 'hugetlb-2M', n: 1000, firstNs: 40_000 },
    ]);
    expect(report.timings.every(({ baseline }) => baseline)).toBe(true);
    expect(report.timings.find(({ id }) => id === 'continue.base')).toEqual({
      id: 'continue.base',
      memory: 'shmem',
      granuleBytes: K4,
      units: 1,
      threads: 1,
      baseline: true,
      n: 1000,
      minNs: 800,
      p50Ns: 824,
      p90Ns: 844,
      p99Ns: 849,
      p999Ns: null,
      maxNs: 849,
      firstNs: 4000,
      meanNs: 825,
      batchedNs: null,
      flags: [],
    });
  });

  it('says why the rest is not there, without what only a bench measures', () => {
    const reasons = {
      'continue.first_base': 'hgm_absent',
      'continue.later_base': 'hgm_absent',
      'continue.last_base': 'hgm_absent',
      madv_split: 'hgm_absent',
      collapse: 'hgm_absent',
    };
    expect(untimed(STOCK, 'hugetlb-2M')).toEqual(reasons);
    expect(untimed(STOCK, 'hugetlb-1G')).toEqual({
      ...reasons,
      'continue.huge': 'pool_empty',
      'fault.poll': 'pool_empty',
      // The host has a smaller huge page, so there could be such a piece.
      'continue.piece': 'hgm_absent',
    });
    expect(untimed(STOCK, 'shmem')).toEqual({});
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

describe('the series of the document', () => {
  const all = Object.keys(judge(STOCK).latency).sort();
  const cut = (id: string, memory: string | null, change: Partial<Experiment>): Observations => ({
    ...STOCK,
    experiments: STOCK.experiments.map((one) =>
      one.id === id && one.memory === memory ? { ...one, ...change } : one,
    ),
  });
  const none: Partial<Experiment> = { end: 'not_run', calls: [], series: [] };
  const copies = STOCK.experiments.find(({ id }) => id === 'time.memcpy')?.series ?? [];

  it.each([
    ['memcpy, all of it', cut('time.memcpy', null, { ...none }), ['memcpy@4K', 'memcpy@2M']],
    ['memcpy of 2M', cut('time.memcpy', null, { series: copies.slice(0, 1) }), ['memcpy@2M']],
    ['a split', cut('time.thp_split', 'anonymous', { ...none, end: 'deadline' }), ['thp_split:anonymous@2M']],
    ['CONTINUE', cut('time.continue', 'shmem', { ...none }), ['continue.base:shmem']],
    ['a huge page', cut('time.continue', 'hugetlb-2M', { ...none }), ['continue.huge:hugetlb-2M']],
    [
      'samples',
      cut('time.continue', 'shmem', { series: [fromSamples('continue.base', K4, null, [])] }),
      ['continue.base:shmem'],
    ],
  ])('are the same where there was no time for %s', (_, observations, missed) => {
    const { latency, timings } = judge(observations);
    expect(Object.keys(latency).sort()).toEqual(all);
    for (const name of missed)
      expect(latency[name]).toEqual({ n: 0, p50Ns: null, p99Ns: null, firstNs: null });
    expect(timingsOf(latency, K4)).toHaveLength(timings.length);
  });

  it('are none of what is refused, was not asked for, or is a bench', () => {
    const refused = cut('time.continue', 'shmem', { series: [], calls: REFUSED_OPENS });
    expect(judge(refused).latency['continue.base:shmem']).toBeUndefined();
    expect(
      judge({ ...cut('time.memcpy', null, { ...none }), latency: false }).latency['memcpy@4K'],
    ).toBeUndefined();
    expect(judge(without(STOCK, 'time.memcpy')).latency['memcpy@4K']).toBeUndefined();
    const unknownThp = cut('time.thp_split', 'anonymous', { ...none });
    const experiments = unknownThp.experiments.filter(({ id }) => !/regain|collapse/.test(id));
    expect(Object.keys(judge({ ...unknownThp, experiments }).latency).join()).not.toContain('thp_split');
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
    [shmem({ calls: [no('memfd', 'EACCES', {}, 'setup')] }), 'memfd_eacces'],
    [shmem({ calls: [no('map', 'ENOMEM', {}, 'setup')] }), 'map_enomem'],
    [shmem({ calls: [...ready().slice(0, 3), no('register', 'EINVAL', {}, 'setup')] }), 'register_einval'],
    [shmem({ series: [fromSamples('continue.base', K4, null, [])] }), 'not_observed'],
    [shmem({ series: [{ ...fromSamples('continue.base', K4, null, []), ended: 'refused' }] }), 'refused'],
  ])('has its reason (%#)', (observations, reason) => {
    expect(untimed(observations, 'shmem')['continue.base']).toBe(reason);
  });

  it('has the reason of HGM', () => {
    const cut = { ...pick(STOCK, 'hgm_collapse', 'hugetlb-2M'), calls: [], end: 'deadline' as const };
    expect(untimed(having(STOCK, cut), 'hugetlb-2M').collapse).toBe('hgm_unknown');
    const starved = STOCK.experiments
      .filter(({ id, pageBytes }) => id === 'hgm_hole' && pageBytes === M2)
      .map((of) => ({ ...of, calls: [no('map', 'EPERM', {}, 'setup')] }));
    // A preparation that is refused says nothing of HGM.
    expect(untimed(having(STOCK, ...starved), 'hugetlb-2M').collapse).toBe('hgm_unknown');
  });
});

describe('a series', () => {
  const timed = (series: Partial<Series>, end: Experiment['end'] = 'done') => {
    const full = { ...fromSamples('continue.base', K4, null, []), ...series };
    const report = judge(
      having(STOCK, run('time.continue', ready(), { memory: 'shmem', series: [full], end })),
    );
    return report.timings.find(({ id }) => id === 'continue.base');
  };
  const samples = (n: number, ns: number): Partial<Series> => ({ ns: [ns], counts: [n] });

  it('may be the cold call alone', () => {
    expect(timed({ firstNs: 4000.4 })).toMatchObject({
      n: 0,
      minNs: null,
      meanNs: null,
      firstNs: 4000,
      flags: ['few_samples'],
    });
    expect(timed({ firstNs: 0 })).toMatchObject({ firstNs: 0 });
  });

  it('below a step of the clock was not measured, however few the samples', () => {
    const coarse = run('time.floor', [], { series: [fromSamples('clock_pair', 0, null, [16, 32, 48])] });
    const few = { ...fromSamples('continue.base', K4, null, [0, 0, 16]) };
    const of = having(STOCK, coarse, run('time.continue', ready(), { memory: 'shmem', series: [few] }));
    const flags = judge(of).timings.find(({ id }) => id === 'continue.base')?.flags;
    expect(flags).toEqual(['few_samples', 'below_grain']);
    const step = { ...fromSamples('continue.base', K4, null, [16, 16, 16]) };
    const one = having(STOCK, coarse, run('time.continue', ready(), { memory: 'shmem', series: [step] }));
    const whole = judge(one).timings.find(({ id }) => id === 'continue.base')?.flags;
    expect(whole).toEqual(['few_samples']);
    // Where no step is known, nothing at all is less than any.
    const unread = (ns: number): string[] | undefined => {
      const series = [fromSamples('continue.base', K4, null, [ns, ns, ns])];
      const timed = run('time.continue', ready(), { memory: 'shmem', series });
      const { timings } = judge(having(without(STOCK, 'time.floor'), timed));
      return timings.find(({ id }) => id === 'continue.base')?.flags;
    };
    expect([unread(0), unread(1)]).toEqual([['few_samples', 'below_grain'], ['few_samples']]);
  });

  it('warns of outliers and of its end, and drops nothing', () => {
    expect(timed({ ns: [10, 5000], counts: [30, 1] }, 'deadline')).toMatchObject({
      n: 31,
      maxNs: 5000,
      meanNs: 171,
      flags: ['outliers', 'ended_deadline'],
    });
    // Far from the least, not from the median.
    expect(timed({ ns: [10, 1000, 5000], counts: [1, 30, 1] })?.flags).toEqual([]);
  });

  it('has outliers by its median, and not by what is less', () => {
    expect(timed({ ns: [10, 100, 2000], counts: [40, 60, 1] })?.flags).toEqual([]);
  });

  it('of one nanosecond was measured where nobody knows the step', () => {
    expect(timed(samples(300, 1))?.flags).toEqual([]);
  });

  it.each([
    ['full', []],
    ['duration', []],
    ['stopped', ['incomplete']],
    ['refused', ['refused_midway']],
    ['overflow', ['overflow']],
  ] as const)('that ended %s says %j', (ended, flags) => {
    expect(timed({ ...samples(100, 800), ended })?.flags).toEqual(flags);
  });

  it.each([
    ['a tenth', 1100, 1000, []],
    ['more than a tenth', 1101, 1000, ['noisy']],
    ['more than a tenth the other way', 899, 1000, ['noisy']],
    // The clock of this host counts by 1 ns.
    ['more than a tenth, and two grains', 12, 10, []],
    ['more than a tenth, and three grains', 13, 10, ['noisy']],
    ['nothing to hold it against', 1000, null, []],
  ] as const)('whose cross-check is off by %s', (_, ns, batchedNs, flags) => {
    expect(timed({ ...samples(100, ns), batchedNs })?.flags).toEqual(flags);
  });

  it('is noisy by a tenth alone where the grain of the clock is not known', () => {
    const series = [{ ...fromSamples('continue.base', K4, null, []), ...samples(100, 12), batchedNs: 10 }];
    const clockless = without(STOCK, 'time.floor');
    const report = judge(having(clockless, run('time.continue', ready(), { memory: 'shmem', series })));
    expect(report.timings.find(({ id }) => id === 'continue.base')?.flags).toEqual(['noisy']);
  });

  it('that lost its CPU to others says so', () => {
    expect(timed({ ...samples(100, 800), involuntarySwitches: 1 })?.flags).toEqual(['preempted']);
  });

  it('that covers more than one unit is told by the unit as well', () => {
    expect(timed({ ...samples(100, 800), units: 64 })).toMatchObject({
      units: 64,
      p50Ns: 800,
      perUnitNs: 13,
    });
    expect(timed({ ...samples(10, 800), units: 64 })).toMatchObject({ p50Ns: null, perUnitNs: null });
    expect(timed(samples(100, 800))).not.toHaveProperty('perUnitNs');
  });
});

describe('a bench', () => {
  const WISH = { complete: true, samples: 100, durationMs: 1000, cpu: null, sizes: [], linkGbps: 25 };
  const bench = (of: Partial<typeof WISH>, ...without_: string[]): Observations => ({
    ...without(STOCK, ...without_),
    bench: { ...WISH, ...of } as Observations['bench'],
  });

  it('has the whole distribution and what went on beside it; a probe has neither', () => {
    const [copied] = judge(bench({})).timings;
    expect(copied?.distribution?.ns.slice(0, 2)).toEqual([300, 301]);
    expect(copied?.distribution?.counts[0]).toBe(20);
    expect(copied?.run).toEqual({
      cpu: null,
      node: null,
      interrupts: null,
      migrations: null,
      voluntarySwitches: null,
      involuntarySwitches: null,
      minorFaults: null,
    });
    for (const one of judge(STOCK).timings) expect(Object.keys(one)).not.toContain('distribution');
  });

  it('misses what only a bench measures', () => {
    expect(untimed(bench({}), 'shmem')).toEqual({
      'continue.batch': 'not_run',
      'fault.spin': 'not_observed',
      'writeprotect.base': 'not_run',
      'copy.base': 'not_run',
      'poison.base': 'not_run',
    });
  });

  it('that asked for no size means all, and misses no second row of a name where HGM is absent', () => {
    const { untimed: missing } = judge(bench({}));
    expect(missing).toContainEqual({ id: 'continue.huge', memory: 'hugetlb-1G', reason: 'pool_empty' });
    const deep = missing.filter(({ memory, id }) => memory === 'hugetlb-2M' && /^fault|batch$/.test(id));
    expect(deep).toEqual([{ id: 'fault.spin', memory: 'hugetlb-2M', reason: 'not_observed' }]);
  });

  it('that was ended early says so of what it did not come to', () => {
    const stopped = untimed(bench({ complete: false }, 'time.fault'), 'shmem');
    expect(stopped).toMatchObject({ 'fault.poll': 'stopped', 'fault.spin': 'stopped' });
    const begun = { ...run('time.fault', [], { memory: 'shmem' }), end: 'not_run' as const };
    expect(untimed(having(bench({ complete: false }), begun), 'shmem')['fault.poll']).toBe('stopped');
    expect(
      untimed(having(bench({ complete: false }), run('time.fault', ready(), { memory: 'shmem' })), 'shmem'),
    ).toHaveProperty(['fault.poll'], 'not_observed');
  });

  it('of some sizes says that the others were not asked for', () => {
    const report = judge(bench({ sizes: [M2] } as object));
    const reasons = report.untimed
      .filter(({ memory }) => memory === 'hugetlb-1G')
      .map(({ reason }) => reason);
    expect(new Set(reasons)).toEqual(new Set(['size_not_asked_for', 'hgm_absent']));
    expect(report.stalls.map(({ hugePageBytes }) => hugePageBytes)).toEqual([M2]);
    expect(report.bench?.sizes).toEqual([M2]);
  });
});

describe("a guest's vCPU", () => {
  const kvm = { inProcMisc: true, minor: 232, parameters: {} };
  const opened = ['kvm_open', 'kvm_version', 'kvm_vm', 'kvm_vcpu'].map((name) =>
    ok(name, {}, 'test', name === 'kvm_version' ? 12 : 0),
  );
  const machine = opened.map((call) => ({ ...call, role: 'setup' as const }));
  const served = [
    no('missing', 'EFAULT'),
    no('neighbour', 'EFAULT'),
    ok('served'),
    ok('handled'),
    look('handled_event', { delivered: 1 }),
  ];
  const timed = (faults: Call[], calls: Call[] = []) =>
    having(
      { ...STOCK, settings: { ...STOCK.settings, kvm } },
      run('kvm.open', opened),
      run('kvm.fault', [...machine, ...faults], { memory: 'shmem' }),
      run('time.vcpu', calls, {
        memory: 'shmem',
        series: ['fault.vcpu.poll', 'touch.vcpu'].map((id) => fromSamples(id, K4, 1, [1])),
      }),
    );
  const ids = (of: Observations) =>
    judge(of)
      .timings.filter(({ id }) => id.includes('vcpu'))
      .map(({ id, memory }) => `${id} ${memory}`);

  it('is timed where it was seen to meet faults, and missed elsewhere', () => {
    expect(ids(timed(served))).toEqual(['fault.vcpu.poll shmem', 'touch.vcpu shmem']);
    expect(untimed(timed(served), 'hugetlb-2M')).toMatchObject({ 'fault.vcpu.poll': 'not_observed' });
    const emulated = timed([ok('missing', { exit: 6, done: 0 }), ...served.slice(1)]);
    expect(ids(emulated)).toEqual([]);
    expect(untimed(emulated, 'shmem')).toMatchObject({ 'touch.vcpu': 'emulated' });
    expect(Object.keys(untimed(STOCK)).filter((id) => id.includes('vcpu'))).toEqual([]);
  });

  it('of a host that is a guest itself says so', () => {
    const flags = (calls: Call[]) =>
      judge(timed(served, calls)).timings.find(({ id }) => id === 'touch.vcpu')?.flags;
    expect(flags([look('processor', { hypervisor: 1 })])).toContain('nested');
    expect(flags([look('processor', { hypervisor: 0 })])).not.toContain('nested');
    expect(flags([])).not.toContain('nested');
  });
});

describe('a host with HGM', () => {
  const OF_PAGE = ['continue.first_base', 'continue.later_base', 'continue.last_base', 'collapse'];
  const series = (ids: string[]) => ids.map((id) => fromSamples(id, K4, 1, [1]));
  const times = (dialect: Dialect) =>
    run('time.hgm', ready(), { ...huge(M2), dialect, series: series(OF_PAGE) });
  const splits = run('time.split', [], {
    ...huge(M2),
    dialect: 'madv-split',
    series: series(['madv_split']),
  });

  it('times the dialect that works', () => {
    const observations = having(kernel('madv-split'), times('madv-split'), splits);
    const found = judge(observations).timings.filter(({ baseline }) => !baseline);
    expect(found.map(({ id, memory }) => `${memory} ${id}`)).toEqual(
      ['madv_split', ...OF_PAGE].map((id) => `hugetlb-2M ${id}`),
    );
    expect(new Set(Object.values(untimed(observations, 'hugetlb-1G')))).toEqual(new Set(['pool_empty']));
  });

  it('tells a fault that maps a granule from one that maps the page', () => {
    const fault = run('time.fault', ready(), {
      ...huge(M2),
      dialect: 'rfc-v2',
      series: [fromSamples('fault.poll', K4, 1, [1])],
    });
    const found = judge(having(kernel('rfc-v2'), fault)).timings.filter(
      ({ id, memory }) => id === 'fault.poll' && memory === 'hugetlb-2M',
    );
    expect(found.map(({ granuleBytes, baseline }) => [granuleBytes, baseline])).toEqual([
      [M2, true],
      [K4, false],
    ]);
  });

  it('has no advice to time in another dialect', () => {
    expect(untimed(having(kernel('rfc-v2'), times('rfc-v2')), 'hugetlb-2M')).toEqual({
      madv_split: 'other_dialect',
    });
  });

  it('credits no dialect that can not be told', () => {
    const lost = { ...pick(STOCK, 'hgm_hole', 'hugetlb-2M'), calls: [], end: 'deadline' as const };
    const observations = having(kernel('rfc-v2'), lost, times('rfc-v2'));
    expect(judge(observations).hgm.dialect).not.toBe('rfc-v2');
    expect(untimed(observations, 'hugetlb-2M').collapse).toBe('dialect_unclear');
    expect(names(observations)).not.toContain('collapse hugetlb-2M');
  });

  it('needs a page', () => {
    const borrows = [{ pageBytes: G1, decision: 'too_large' as const }];
    const reasons = untimed({ ...kernel('rfc-v1'), borrows }, 'hugetlb-1G');
    expect(reasons).toMatchObject({ madv_split: 'other_dialect', 'continue.huge': 'needs_borrow' });
    expect(Object.keys(reasons)).toHaveLength(8);
    expect(Object.values(reasons).filter((reason) => reason === 'needs_borrow')).toHaveLength(7);
  });
});
