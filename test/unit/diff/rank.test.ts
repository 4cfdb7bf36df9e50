import fc from 'fast-check';
import { wilcoxonRankSum } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { pairQuantile, pairsUpTo, quantile, sharesOf } from '../../../src/diff/distribution.js';
import { holm, rankTest } from '../../../src/diff/rank.js';
import { distributionOf } from './samples.js';

fc.configureGlobal({ seed: 1 });

const shares = (samples: readonly number[]) => sharesOf(distributionOf(samples));
const samples = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 40 });

/** Every difference of a new and an old sample, ascending. */
const differences = (old: readonly number[], now: readonly number[]) =>
  now.flatMap((y) => old.map((x) => y - x)).sort((a, b) => a - b);

describe('two distributions', () => {
  it('give what all their pairs give', () => {
    fc.assert(
      fc.property(samples, samples, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (old, now, share) => {
        const all = differences(old, now);
        const [a, b] = [shares(old), shares(now)];
        for (const limit of [-61, -1, 0, 1, 30, 61])
          expect(pairsUpTo(limit, a, b)).toBeCloseTo(
            all.filter((one) => one <= limit).length / all.length,
            9,
          );
        expect(pairQuantile(share, a, b)).toBe(all[Math.ceil(share * all.length - 1e-6) - 1]);
        expect(pairQuantile(1, a, b)).toBe(all.at(-1));
        expect(pairQuantile(0, a, b)).toBeLessThanOrEqual(Number(all[0]));
        expect(rankTest(a, b, 1000).superiority).toBeCloseTo(
          (wilcoxonRankSum(now, old) - (now.length * (now.length + 1)) / 2) / all.length,
          9,
        );
      }),
    );
  });

  it('may have values as large as a document can hold', () => {
    const [small, large] = [shares([0, 1]), shares([Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER])];
    expect(pairQuantile(0.5, small, large)).toBe(Number.MAX_SAFE_INTEGER - 1);
    expect(pairQuantile(0.5, large, small)).toBe(1 - Number.MAX_SAFE_INTEGER);
  });

  it('have quantiles by nearest rank', () => {
    const ten = shares([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect([0.1, 0.5, 0.9, 0.91, 1].map((q) => quantile(ten, q))).toEqual([1, 5, 9, 10, 10]);
  });
});

describe("Mann and Whitney's test", () => {
  const OLD = [580, 580, 590, 590, 590, 600, 600, 610, 640, 900];
  const NEW = [590, 600, 600, 610, 610, 610, 620, 620, 650, 700, 720, 1200];

  it('gives what scipy.stats.mannwhitneyu (asymptotic, no continuity correction) gives', () => {
    const found = rankTest(shares(OLD), shares(NEW), 1000);
    expect(found.superiority).toBeCloseTo(0.7583333333, 9);
    expect(found.p).toBeCloseTo(0.03913156963, 6);
    expect(found.shift).toBe(20);
    const back = rankTest(shares(NEW), shares(OLD), 1000);
    expect(back.superiority).toBeCloseTo(0.2416666667, 9);
    expect(back.p).toBeCloseTo(found.p, 9);
    expect(back.shift).toBe(-20);
  });

  it('counts a run as no more samples than it is told', () => {
    const many = (values: readonly number[]) => shares(values.flatMap((one) => Array(1000).fill(one)));
    const few = rankTest(shares(OLD), shares(NEW.slice(0, 10)), 10);
    const bounded = rankTest(many(OLD), many(NEW.slice(0, 10)), 10);
    expect(bounded).toEqual({
      ...few,
      p: expect.closeTo(few.p, 6),
      superiority: expect.closeTo(few.superiority, 9),
    });
    expect(rankTest(many(OLD), many(NEW), 1000).p).toBeLessThan(1e-9);
  });

  it('finds nothing where all values are one', () => {
    expect(rankTest(shares([5, 5, 5]), shares([5, 5]), 100)).toEqual({
      superiority: 0.5,
      p: 1,
      shift: 0,
      shiftLow: 0,
      shiftHigh: 0,
    });
  });

  it('gives an interval around the shift', () => {
    fc.assert(
      fc.property(samples, samples, (old, now) => {
        const { shift, shiftLow, shiftHigh } = rankTest(shares(old), shares(now), 100);
        expect(shiftLow).toBeLessThanOrEqual(shift);
        expect(shiftHigh).toBeGreaterThanOrEqual(shift);
      }),
    );
  });
});

it("Holm's correction gives what R's p.adjust gives", () => {
  const adjusted = holm([0.01, 0.04, 0.03, 0.005, 0.9]);
  for (const [at, p] of [0.04, 0.09, 0.09, 0.025, 0.9].entries()) expect(adjusted[at]).toBeCloseTo(p, 12);
  expect(holm([])).toEqual([]);
  expect(holm([0.6, 0.7])).toEqual([1, 1]);
});
