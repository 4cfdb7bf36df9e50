import { expect, it } from 'vitest';
import type { Report, Timing } from '../../src/report/contract.js';
import { parseExpression } from '../../src/require/parse.js';
import { decide, needsLatency } from '../../src/require/question.js';
import { SERIES } from '../../src/require/series.js';
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
  ['p50<1us', 'not_met'],
  ['p50<=1us', 'met'],
  ['p50>1us', 'not_met'],
  ['p50>=1us', 'met'],
  ['p90<1us', 'not_met'],
  ['p99<1.6us', 'met'],
  ['p999<1s', 'cannot_tell'],
  ['max<7us', 'not_met'],
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

it('has a name for everything that a report times', () => {
  const reports = [stockReport(), hgmReport()];
  const ids = reports.flatMap(({ timings, untimed }) => [...timings, ...untimed].map(({ id }) => id));
  expect([...new Set(ids)].filter((id) => !SERIES.some((known) => known === id))).toEqual([]);
});

it('only a latency needs a run that measures', () => {
  expect(needsLatency([parse('hgm'), parse('not (hgm or latency:continue.2M.p50<1s)')])).toBe(true);
  expect(needsLatency([parse('hgm'), parse('continue.huge:2M')])).toBe(false);
});
