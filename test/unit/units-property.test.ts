/** Whatever the number, it is read back as what it was: nanoseconds, microseconds, bytes, pages, and ranks. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseSize, sizeWord } from '../../src/ground/size.js';
import { duration } from '../../src/ground/units.js';
import { figures } from '../../src/judge/timings/quantiles.js';
import { fromSamples } from '../../src/recording/samples.js';

fc.configureGlobal({ seed: 1 });

const NS_OF: Record<string, number> = { ns: 1, µs: 1e3, ms: 1e6, s: 1e9 };

function readBack(word: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ns|µs|ms|s)$/.exec(word) ?? [];
  return Number(number) * (NS_OF[unit ?? ''] ?? Number.NaN);
}

/** Small and large ones alike: a uniform draw would hardly have a microsecond in it. */
const nanoseconds = fc
  .tuple(fc.integer({ min: 0, max: 39 }), fc.double({ min: 1, max: 2, maxExcluded: true, noNaN: true }))
  .map(([log2, mantissa]) => Math.floor(2 ** log2 * mantissa));

it('a duration is read back to three figures, and exactly below a microsecond', () => {
  fc.assert(
    fc.property(nanoseconds, (ns) => {
      // Half of the last of three figures: 0.5 in 100.
      expect(Math.abs(readBack(duration(ns)) - ns)).toBeLessThanOrEqual(ns < 1000 ? 0 : ns * 0.005);
    }),
  );
});

it('a longer duration never reads shorter', () => {
  fc.assert(
    fc.property(nanoseconds, nanoseconds, (a, b) => {
      const [less, more] = a < b ? [a, b] : [b, a];
      expect(readBack(duration(less))).toBeLessThanOrEqual(readBack(duration(more)));
    }),
  );
});

it('bytes are read back from their word, and from the way the kernel names a pool', () => {
  const size = fc
    .tuple(fc.integer({ min: 10, max: 42 }), fc.integer({ min: 1, max: 999 }))
    .map(([log2, times]) => 2 ** log2 * times)
    .filter(Number.isSafeInteger);
  fc.assert(
    fc.property(size, (bytes) => {
      expect(parseSize(sizeWord(bytes))).toBe(bytes);
      expect(parseSize(`${bytes / 1024}kB`)).toBe(bytes);
    }),
  );
});

it('pages are bytes over the page, whatever the words of both', () => {
  fc.assert(
    fc.property(fc.integer({ min: 12, max: 34 }), fc.integer({ min: 1, max: 4096 }), (log2, pages) => {
      const page = parseSize(sizeWord(2 ** log2)) ?? Number.NaN;
      expect((parseSize(sizeWord(pages * page)) ?? Number.NaN) / page).toBe(pages);
    }),
  );
});

it('a quantile is the sample at its rank when all are laid out in a row', () => {
  const samples = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 3000 });
  fc.assert(
    fc.property(samples, (samplesNs) => {
      const row = samplesNs.toSorted((a, b) => a - b);
      const at = (num: number, den: number) =>
        row.length * (den - num) < 10 * den ? null : row[Math.ceil((row.length * num) / den) - 1];
      expect(figures(fromSamples('', 0, null, samplesNs))).toEqual({
        n: row.length,
        minNs: row[0],
        p50Ns: at(1, 2),
        p90Ns: at(9, 10),
        p99Ns: at(99, 100),
        p999Ns: at(999, 1000),
        maxNs: row.at(-1),
      });
    }),
  );
});
