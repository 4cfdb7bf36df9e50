import { describe, expect, it } from 'vitest';
import { latencyChanges } from '../../../src/diff/latency.js';
import type { Report, Timing } from '../../../src/report/contract.js';
import { stockReport } from '../../fixtures/report.js';
import { latencies, random, type Shape, timed } from './samples.js';

const SHAPE: Shape = { medianNs: 600, spread: 0.05 };

const report = (timings: Timing[], grainNs: number | null = 10): Report => ({
  ...stockReport(),
  clock: { source: 'tsc', grainNs, pairNs: 20, ioctlNs: 170 },
  timings,
});

const draw = (seed: number, shape: Shape = SHAPE, n = 1000) => timed(latencies(n, shape, random(seed)));

/** The one row of two reports with one timing each. */
function change(old: Timing, now: Timing) {
  const [row] = latencyChanges(report([old]), report([now]));
  return { ...row, said: row?.reason ?? row?.verdict };
}

const SHAPES: [string, Shape][] = [
  ['a quiet machine', SHAPE],
  ['a coarse clock', { medianNs: 600, spread: 0.05, grainNs: 42 }],
  ['a wide spread', { medianNs: 20_000, spread: 0.3 }],
  ['many interrupts', { medianNs: 2500, spread: 0.1, interrupted: 0.08 }],
  ['values that hardly differ', { medianNs: 600, spread: 0.002 }],
];

describe('two runs of the same', () => {
  it.each(SHAPES)('are called different less than once in a hundred, on %s', (_, shape) => {
    for (const n of [20, 100, 400]) {
      let different = 0;
      for (let seed = 0; seed < 1000; seed++) {
        const { verdict } = change(draw(2 * seed, shape, n), draw(2 * seed + 1, shape, n));
        if (verdict === 'slower' || verdict === 'faster') different++;
      }
      expect([n, different]).toEqual([n, expect.toSatisfy((count: number) => count < 10)]);
    }
  });

  it('are not called different because there are a million samples of them', () => {
    const [old, now] = [draw(1, SHAPE, 200_000), draw(2, { ...SHAPE, medianNs: 606 }, 200_000)];
    expect(change(old, now)).toMatchObject({ verdict: 'within_noise', reason: null });
  });

  it('drift by a few per cent, as runs do', () => {
    for (let seed = 0; seed < 100; seed++) {
      const drifted = { ...SHAPE, medianNs: 600 * (1 + 0.04 * random(seed)()) };
      expect(change(draw(seed), draw(seed + 1, drifted)).verdict).not.toMatch(/slower|faster/);
    }
  });
});

describe('a run that is slower', () => {
  it.each([100, 256, 1000, 5000])('by ten per cent is called so, with %i samples', (n) => {
    const shape = { medianNs: 2000, spread: 0.06 };
    for (let seed = 0; seed < 100; seed++) {
      const [old, now] = [draw(seed, shape, n), draw(seed + 1, { ...shape, medianNs: 2200 }, n)];
      expect(change(old, now).verdict).toBe('slower');
      expect(change(now, old).verdict).toBe('faster');
    }
  });

  it('has the shift, its interval and the effect size', () => {
    const { test } = change(draw(1), draw(2, { ...SHAPE, medianNs: 900 }));
    expect(test?.shiftNs).toBeGreaterThan(280);
    expect(test?.shiftNs).toBeLessThan(320);
    expect(test?.shiftLowNs).toBeLessThan(test?.shiftNs ?? 0);
    expect(test?.shiftHighNs).toBeGreaterThan(test?.shiftNs ?? 0);
    expect(test?.superiority).toBeGreaterThan(0.97);
    expect(test?.allowanceNs).toBe(42);
    expect(test?.pAdjusted).toBeLessThan(1e-9);
  });

  it('by less than a grain of the coarser clock is not called so', () => {
    const [old, now] = [timed(Array(500).fill(100)), timed(Array(500).fill(140))];
    const [row] = latencyChanges(report([old]), report([now], 42));
    expect(row).toMatchObject({ verdict: 'within_noise', test: { shiftNs: 40, allowanceNs: 42 } });
    expect(latencyChanges(report([old]), report([now]))).toMatchObject([{ verdict: 'slower' }]);
  });
});

describe('nobody can tell', () => {
  it('where the samples are spread wider than the shift', () => {
    const wide = { medianNs: 2000, spread: 0.5 };
    expect(change(draw(1, wide, 60), draw(2, { ...wide, medianNs: 2200 }, 60)).said).toBe('too_spread');
  });

  it('where the typical call is the same and every fourth is not', () => {
    const slow = (_: number, at: number) => (at % 4 === 0 ? 5000 : 600);
    const [old, now] = [timed(Array(1000).fill(600)), timed(Array.from({ length: 1000 }, slow))];
    expect(change(old, now).said).toBe('tail_moved');
  });

  it('where the row is one of so many that chance gives one like it', () => {
    const steps = Array.from({ length: 20 }, (_, at) => 1000 + 20 * at);
    const [old, now] = [timed(steps), timed(steps.map((ns) => ns + 220))];
    const still = Array.from({ length: 1000 }, (_, at) => timed(Array(50).fill(600), { id: `row${at}` }));
    expect(change(old, now).verdict).toBe('slower');
    const [row] = latencyChanges(report([old, ...still]), report([now, ...still]));
    expect(row).toMatchObject({ verdict: 'cannot_tell', reason: 'one_of_many' });
  });

  it.each(['noisy', 'incomplete', 'ended_deadline', 'overflow', 'few_samples'])(
    'where either side is flagged %s',
    (flag) => {
      const flagged = { ...draw(2, { ...SHAPE, medianNs: 9000 }), flags: ['outliers', flag] };
      expect(change(draw(1), flagged)).toMatchObject({ verdict: 'cannot_tell', reason: flag, test: null });
      expect(change(flagged, draw(1))).toMatchObject({ verdict: 'cannot_tell', reason: flag, test: null });
    },
  );

  it('where somebody else had the CPU in one run only, and that one is slower', () => {
    const preempted = (timing: Timing) => ({ ...timing, flags: ['preempted'] });
    const slow = draw(2, { ...SHAPE, medianNs: 900 });
    expect(change(draw(1), preempted(slow))).toMatchObject({ verdict: 'cannot_tell', reason: 'preempted' });
    expect(change(preempted(draw(1)), preempted(slow)).verdict).toBe('slower');
    expect(change(draw(1), preempted(draw(2))).verdict).toBe('within_noise');
  });

  it('from summaries, of too few samples, or without the grain of the clock', () => {
    const { distribution: _, ...summary } = draw(1);
    expect(change(draw(1), summary)).toMatchObject({ said: 'summaries_only', old: { n: 1000 } });
    expect(change(draw(1), timed([600, 610])).said).toBe('few_samples');
    const old = report([draw(1)], null);
    expect(latencyChanges(old, report([draw(1)]))).toMatchObject([{ reason: 'grain_unknown' }]);
  });
});

it('outliers are part of a latency, and keep nothing from being told', () => {
  const flags = ['outliers'];
  expect(change({ ...draw(1), flags }, { ...draw(2), flags }).verdict).toBe('within_noise');
});

describe('a row is compared with its own kind', () => {
  it.each([{ units: 2 }, { threads: 2 }, { granuleBytes: 2 ** 21 }, { memory: null }, { id: 'copy.base' }])(
    'and %j is another',
    (other) => {
      const found = latencyChanges(report([draw(1)]), report([{ ...draw(1), ...other }]));
      expect(found).toMatchObject([
        { verdict: 'only_old', new: null },
        { verdict: 'only_new', old: null, ...other },
      ]);
    },
  );
});
