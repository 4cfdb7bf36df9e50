import { expect, it } from 'vitest';
import { duration } from '../../src/ground/units.js';
import { decide, needsLatency } from '../../src/profiles/question.js';
import type { Report, Timing } from '../../src/report/contract.js';
import { seriesName } from '../../src/report/latency.js';
import { parseExpression } from '../../src/require/language/parse.js';
import { SERIES } from '../../src/require/language/series.js';
import { hgmReport } from '../fixtures/hosts.js';
import { stockReport, timing } from '../fixtures/report.js';

const parse = (text: string) => parseExpression(text, []);
const ask = (report: Report, text: string) => decide([parse(text)], report, []);

/** min 900, p50 1000, p90 1200, p99 1500, max 7000, first 4000, all in ns. */
const measured = (change: Partial<Timing> = {}): Report =>
  stockReport({
    timings: [{ ...timing('continue.huge', 'hugetlb-2M', true, 1000), p99Ns: 1500, ...change }],
    untimed: [{ id: 'continue.huge', memory: 'hugetlb-1G', reason: 'pool_empty' }],
  });

it.each([
  ['min<1us', 'met'],
  ['p50<0.9us', 'not_met'],
  ['p50<=1.1us', 'met'],
  ['p50>1.1us', 'not_met'],
  ['p50>=0.9us', 'met'],
  ['p90<1us', 'not_met'],
  ['p99<1.6us', 'met'],
  ['p999<1s', 'cannot_tell'],
  ['max<6us', 'not_met'],
  ['first<5us', 'met'],
])('%s is %s', (bound, truth) => {
  expect(ask(measured(), `latency:continue.2M.${bound}`).truth).toBe(truth);
});

it('says what was measured, and on how many calls', () => {
  const { why, terms } = ask(measured(), 'latency:continue.2M.p99<1us');
  expect(why).toBe('latency:continue.2M.p99<1us: p99 is 1.50µs');
  expect(terms[0]?.evidence).toEqual(['256 calls: min 900ns, p50 1.00µs, p99 1.50µs, max 7.00µs']);
  expect(ask(measured(), 'latency:continue.2M.p999<1us').why).toContain('too few samples for p999 (256)');
});

it.each([
  ['latency:continue.1G.p50<1s', 'not measured (pool empty)'],
  ['latency:collapse.1G.p50<1s', 'not measured (no such timing in the report)'],
])('%s can not be told where nothing was measured', (text, why) => {
  expect(ask(measured(), text)).toMatchObject({ truth: 'cannot_tell', why: `${text}: ${why}` });
});

it('a doubtful measurement decides only where its fastest and its slowest call agree', () => {
  const noisy = measured({ flags: ['few_samples', 'noisy', 'ended_deadline'] });
  expect(ask(noisy, 'latency:continue.2M.p99<2us')).toMatchObject({
    truth: 'cannot_tell',
    why: 'latency:continue.2M.p99<2us: p99 is 1.50µs, but the measurement is noisy and ended deadline',
  });
  expect(ask(noisy, 'latency:continue.2M.p99<50us').truth).toBe('met');
  expect(ask(noisy, 'latency:continue.2M.p99<500ns').truth).toBe('not_met');
  // The cold first call is in none of the figures.
  expect(ask(noisy, 'latency:continue.2M.first<50us').truth).toBe('cannot_tell');
  for (const none of [{ minNs: null }, { maxNs: null }])
    expect(ask(measured({ flags: ['noisy'], ...none }), 'latency:continue.2M.p99<50us').truth).toBe(
      'cannot_tell',
    );
  expect(ask(measured({ flags: ['outliers', 'few_samples'] }), 'latency:continue.2M.p99<2us').truth).toBe(
    'met',
  );
});

/** A clock that counts in steps of `grainNs`. */
const clocked = (grainNs: number | null, change: Partial<Timing>): Report => {
  const report = measured(change);
  return { ...report, clock: { ...report.clock, grainNs } };
};
const NONE = { minNs: 0, p50Ns: 0, p90Ns: 0, p99Ns: 0, maxNs: 16_000_000, flags: ['below_grain'] };

it.each([
  // Between two readings that are the same lies anything up to a step.
  [16_000_000, NONE, 'p50<10ns', 'cannot_tell'],
  [16_000_000, NONE, 'p50>10ns', 'cannot_tell'],
  [16_000_000, NONE, 'p50<15ms', 'cannot_tell'],
  [16_000_000, NONE, 'p50<50ms', 'met'],
  [16_000_000, NONE, 'p50>50ms', 'not_met'],
  [16_000_000, NONE, 'max<17ms', 'cannot_tell'],
  [16_000_000, NONE, 'max<1ms', 'cannot_tell'],
  [null, NONE, 'p50<50ms', 'cannot_tell'],
  [10, {}, 'p50<1us', 'cannot_tell'],
  [10, {}, 'p50<1010ns', 'met'],
  // Readings are whole nanoseconds: nothing is finer.
  [1, {}, 'p50<=1us', 'met'],
  [1, {}, 'p50<1us', 'not_met'],
  [1, NONE, 'p50<=0ns', 'cannot_tell'],
  [null, {}, 'p50<=1us', 'met'],
] as const)('with a clock that counts by %s ns, %j leaves %s %s', (grainNs, change, bound, truth) => {
  const found = ask(clocked(grainNs, { ...change } as Partial<Timing>), `latency:continue.2M.${bound}`);
  expect(found.truth).toBe(truth);
  if (truth === 'cannot_tell') expect(found.why).toContain('the clock counts in steps of');
});

it('names every series of the document', () => {
  const many = stockReport({
    timings: [
      timing('fault.poll', 'hugetlb-2M', true, 40_000),
      { ...timing('fault.poll', 'hugetlb-2M', false, 20_000), granuleBytes: 4096 },
      { ...timing('fault.poll', 'hugetlb-2M', false, 30_000), granuleBytes: 4096, threads: 2 },
      { ...timing('continue.batch', 'shmem', true, 9_000), granuleBytes: 4096, units: 64 },
      { ...timing('continue.first_base', 'hugetlb-2M', false, 7_000), granuleBytes: 4096 },
      { ...timing('memcpy', null, true, 200), granuleBytes: 4096 },
      { ...timing('memcpy', null, true, 100_000), granuleBytes: 2 << 20 },
    ].map((one) => (one.memory === 'hugetlb-2M' && one.baseline ? { ...one, granuleBytes: 2 << 20 } : one)),
  });
  for (const one of many.timings) {
    const key = seriesName(one, many.host.basePageBytes);
    const [finding] = ask(many, `latency:${key}.p50>1ns`).terms;
    expect(`${key}: ${finding?.why}`).toBe(`${key}: p50 is ${duration(one.p50Ns)}`);
  }
  // In short: the page of that memory, else what is timed there.
  const why = (text: string) => ask(many, text).why;
  expect(why('latency:fault.poll.2M.p50>1ns')).toContain('40.0µs');
  expect(why('latency:continue.first_base.2M.p50>1ns')).toContain('7.00µs');
  expect(why('latency:memcpy.2M.p50>1ns')).toContain('100µs');
  expect(why('latency:fault.poll:hugetlb-2M@64K.p50>1ns')).toContain('not measured');
  for (const bad of ['latency:continue@4K.p50<1s', 'latency:memcpi@2M.p50<1s', 'latency:fault.poll:2M@4K<1s'])
    expect(() => parse(bad)).toThrow();
});

it('has a name for everything that a report times', () => {
  const reports = [stockReport(), hgmReport()];
  const ids = reports.flatMap(({ timings, untimed }) => [...timings, ...untimed].map(({ id }) => id));
  expect([...new Set(ids)].filter((id) => !SERIES.some((known) => known === id))).toEqual([]);
});

it('only a latency needs a run that measures', () => {
  expect(needsLatency([parse('hgm'), parse('not (hgm or latency:continue.2M.p50<1s)')])).toBe(true);
  expect(needsLatency([parse('hgm'), parse('continue.huge:2M')])).toBe(false);
});
