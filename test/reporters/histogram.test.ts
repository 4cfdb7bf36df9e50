import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  filledRange,
  fineBins,
  QEMU_BUCKETS,
  qemuBuckets,
  qemuLabel,
} from '../../src/reporters/histogram.js';
import { figure } from '../../src/reporters/html/figure.js';
import { bar, spark } from '../../src/reporters/table/timings/bars.js';
import { timing } from '../fixtures/report.js';

fc.configureGlobal({ seed: 1 });

const one = (ns: number) => ({ ns: [ns], counts: [1] });
const bucketOf = (ns: number): number => qemuBuckets(one(ns)).indexOf(1);

/** What `info migrate` of QEMU 10.1 prints (commit "migration/postcopy: Add latency distribution report"). */
const PRINTED = `
1 us - 2 us|2 us - 4 us|4 us - 8 us|8 us - 16 us|16 us - 32 us|32 us - 64 us|64 us - 128 us|128 us - 256 us
256 us - 512 us|512 us - 1 ms|1 ms - 2 ms|2 ms - 4 ms|4 ms - 8 ms|8 ms - 16 ms|16 ms - 32 ms|32 ms - 65 ms
65 ms - 131 ms|131 ms - 262 ms|262 ms - 524 ms|524 ms - 1 sec|1 sec - 2 sec|2 sec - 4 sec|4 sec - 8 sec|8 sec - 16 sec`;

describe("QEMU's buckets", () => {
  it('are told by the words that QEMU tells them by', () => {
    const labels = Array.from({ length: QEMU_BUCKETS }, (_, at) => qemuLabel(at).join(' - '));
    expect(labels).toEqual(PRINTED.trim().split(/[|\n]/));
  });

  it.each([
    ['less than a microsecond', 999, 0],
    ['nothing', 0, 0],
    ['1 us', 1_000, 0],
    ['just under 2 us', 1_999, 0],
    ['2 us', 2_000, 1],
    // In whole microseconds there: 3.999 us is 3.
    ['just under 4 us', 3_999, 1],
    ['4 us', 4_000, 2],
    ['256 us, as the eighth of its documentation', 256_000, 8],
    ['just under 512 us', 511_999, 8],
    ['8.39 s, the last', 8_388_608_000, 23],
    ['an hour, more than there are buckets for', 3_600_000_000_000, 23],
  ])('%s', (_, ns, bucket) => expect(bucketOf(ns)).toBe(bucket));

  it('hold each value between their ends, and every sample', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 2 ** 34 }), fc.integer({ min: 1, max: 9 }))), (pairs) => {
        const distribution = { ns: pairs.map(([ns]) => ns), counts: pairs.map(([, count]) => count) };
        const sum = (counts: readonly number[]) => counts.reduce((so, count) => so + count, 0);
        expect(sum(qemuBuckets(distribution))).toBe(sum(distribution.counts));
        for (const [ns] of pairs) {
          const bucket = bucketOf(ns);
          if (bucket > 0) expect(ns).toBeGreaterThanOrEqual(2 ** bucket * 1000);
          if (bucket < QEMU_BUCKETS - 1) expect(ns).toBeLessThan(2 ** (bucket + 1) * 1000);
        }
      }),
    );
  });

  it('are shown from the first that is not empty to the last', () => {
    expect(filledRange([0, 0, 3, 0, 1, 0])).toEqual([2, 4]);
    expect(filledRange([0, 0])).toBeNull();
  });
});

describe('finer bins', () => {
  it('hold every sample within their ends, and are no more than there is room for', () => {
    const values = fc.uniqueArray(fc.integer({ min: 1, max: 2 ** 40 }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.integer({ min: 45, max: 90 }), (seen, most) => {
        const ns = [...seen].sort((a, b) => a - b);
        const { bins } = fineBins({ ns, counts: ns.map(() => 1) }, most);
        expect(bins.length).toBeLessThanOrEqual(most);
        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(ns.length);
        expect(bins.at(0)?.fromNs).toBeLessThanOrEqual(Number(ns[0]));
        expect(bins.at(-1)?.toNs).toBeGreaterThanOrEqual(Number(ns.at(-1)));
        expect(bins.at(0)?.count).toBeGreaterThan(0);
      }),
    );
  });

  it('are as narrow as the room allows', () => {
    const wide = { ns: [1, 2 ** 20], counts: [1, 1] };
    expect([400, 100, 45, 30].map((most) => fineBins(wide, most).perDoubling)).toEqual([16, 4, 2, 1]);
    expect(fineBins(one(0), 40).bins).toEqual([{ fromNs: 1, toNs: 2 ** (1 / 16), count: 1 }]);
  });
});

describe('a bar', () => {
  it.each([
    [1, '████', '####'],
    [0.5, '██', '##'],
    [0.53, '██▏', '##'],
    [1e-9, '▏', '#'],
    [0, '', ''],
  ])('of %d', (share, blocks, letters) => {
    expect([bar(share, 4, false), bar(share, 4, true)]).toEqual([blocks, letters]);
  });

  it('is a column in a line of them, and what is not empty is seen', () => {
    expect(spark([0, 1, 500, 1000, 0], false)).toBe(' ▁▄█');
    expect(spark([0, 1, 500, 1000, 0], true)).toBe(' .=@');
  });
});

it('the page says of the first bucket that it holds all below 1 µs, where it is shown', () => {
  const drawn = (ns: number) => {
    const distribution = { ns: [ns], counts: [1] };
    return figure({ ...timing('continue.huge', 'hugetlb-2M', false, ns), distribution }, 'x').html;
  };
  expect(drawn(400)).toContain('in QEMU’s buckets; the first holds all below 1 µs, too');
  expect(drawn(40_000)).not.toContain('below 1 µs');
});
