import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/document/index.js';
import { firmest, nearest } from '../../../../src/judge/timings/stall-source.js';
import { judgeStalls, LINK_GBPS, type StallGround } from '../../../../src/judge/timings/stalls.js';
import type { StallEntry, Timing } from '../../../../src/report/contract.js';
import { timing } from '../../../fixtures/report.js';
import { G1, K4, M2 } from '../build.js';
import { STOCK } from '../stock.js';

const at = (
  id: string,
  memory: string | null,
  granuleBytes: number,
  p50Ns: number,
  baseline = true,
): Timing => ({
  ...timing(id, memory, baseline, p50Ns),
  granuleBytes,
});

const BASELINES = [
  at('memcpy', null, K4, 300),
  at('memcpy', null, M2, 200_000),
  at('continue.base', 'shmem', K4, 800),
  at('fault.poll', 'shmem', K4, 9_800),
  at('continue.huge', 'hugetlb-2M', M2, 1_100),
  at('fault.poll', 'hugetlb-2M', M2, 12_100),
];

const GRANULAR = [
  at('continue.first_base', 'hugetlb-2M', K4, 2_300, false),
  at('continue.later_base', 'hugetlb-2M', K4, 700, false),
  at('fault.poll', 'hugetlb-2M', K4, 8_700, false),
];

describe('the timing that a stall takes', () => {
  const doubted = (memory: string, granuleBytes: number): Timing => ({
    ...at('memcpy', memory, granuleBytes, 0),
    flags: ['below_grain'],
  });

  it('is one without a doubt, and the first of all where each has one', () => {
    const [a, b] = [doubted('a', K4), doubted('b', K4)];
    expect(firmest(a, b)).toBe(a);
    expect(firmest(a, GRANULAR[0], b)).toBe(GRANULAR[0]);
    expect(firmest(undefined)).toBeUndefined();
  });

  it('is the nearest in size of those without a doubt, though there be one alone', () => {
    const firm = at('memcpy', null, K4, 300);
    expect(nearest([doubted('a', M2), firm], M2)).toBe(firm);
    expect(nearest([doubted('a', K4), doubted('b', M2)], M2)?.memory).toBe('b');
  });
});

function stalls(timings: Timing[], change: Partial<StallGround> = {}): StallEntry[] {
  return judgeStalls({ timings, hugePages: [M2, G1], basePageBytes: K4, linkGbps: 25, ...change });
}

/** `copy 200000 measured`, in the order of the parts. */
const told = (of: StallEntry | undefined, how: 'whole' | 'granular'): string[] =>
  of?.[how].parts.map(({ part, ns, basis }) => `${part} ${ns} ${basis}`) ?? [];

describe('a stall', () => {
  const [small, gigantic] = stalls(BASELINES);

  it('is the link, the copy, CONTINUE and the fault around it', () => {
    expect(told(small, 'whole')).toEqual([
      'link 671089 assumed',
      'copy 200000 measured',
      'continue 1100 measured',
      // Fault to resume has that CONTINUE in it.
      'fault 11000 measured',
    ]);
    expect(small?.whole).toMatchObject({ bytes: M2, totalNs: 883_189, lowerBound: false });
  });

  it('of 1 GiB over 25 Gb/s is on the link for 343.6 ms', () => {
    expect(gigantic?.whole.parts[0]?.ns).toBe(343_597_384);
    expect(LINK_GBPS).toBe(25);
    const faster = stalls(BASELINES, { linkGbps: 100 })[1];
    expect(faster?.whole.parts[0]).toEqual({
      part: 'link',
      ns: 85_899_346,
      basis: 'assumed',
      from: '100 Gb/s, nothing else on the link',
    });
    expect(faster?.linkGbps).toBe(100);
  });

  it('takes from the nearest size what was not timed at its own, and says so', () => {
    expect(told(gigantic, 'whole').slice(1)).toEqual([
      'copy 102400000 assumed',
      'continue 1100 assumed',
      'fault 11000 assumed',
    ]);
    expect(gigantic?.whole.parts.map(({ from }) => from).slice(1)).toEqual([
      'memcpy 2M, p50, in proportion',
      'continue.huge hugetlb-2M, p50',
      'fault.poll hugetlb-2M, p50 less continue.huge hugetlb-2M, p50',
    ]);
  });

  it('takes the granular CONTINUE from shmem without HGM, and says so', () => {
    for (const entry of [small, gigantic]) {
      expect(told(entry, 'granular')).toEqual([
        'link 1311 assumed',
        'copy 300 measured',
        'continue 800 assumed',
        'fault 9000 assumed',
      ]);
      expect(entry?.granular.parts[2]?.from).toBe('continue.base shmem, p50');
      expect(entry?.firstGranuleNs).toBeNull();
    }
    expect([small?.ratio, gigantic?.ratio]).toEqual([77.4, 39_100]);
  });

  it('takes it from HGM where that was timed, the first granule apart', () => {
    const [with_, without] = stalls([...BASELINES, ...GRANULAR]);
    expect(told(with_, 'granular').slice(2)).toEqual(['continue 700 measured', 'fault 8000 measured']);
    expect(with_?.firstGranuleNs).toBe(2300);
    expect(told(with_, 'whole')).toEqual(told(small, 'whole'));
    // A page that was not lent is taken to be like the one that was.
    expect(told(without, 'granular').slice(2)).toEqual(['continue 700 assumed', 'fault 8000 assumed']);
    expect(without?.firstGranuleNs).toBeNull();
  });
});

describe('what is missing', () => {
  const less = (...ids: string[]) => stalls(BASELINES.filter(({ id }) => !ids.includes(id)))[0];

  it.each([
    ['memcpy', 'copy', 'copying was not timed'],
    ['fault.poll', 'fault', 'no fault was timed'],
    ['continue.huge', 'continue', 'CONTINUE was not timed'],
  ])('%s is null and never 0, and the sum the least it can be', (id, part, from) => {
    const entry = less(id);
    expect(entry?.whole.parts).toContainEqual({ part, ns: null, basis: 'missing', from });
    const known = entry?.whole.parts.reduce((sum, { ns }) => sum + (ns ?? 0), 0);
    expect(entry?.whole).toMatchObject({ totalNs: known, lowerBound: true });
    expect(entry?.ratio).toBeNull();
  });

  it('is no ratio where only one of the two is whole', () => {
    const entry = less('continue.base');
    expect([entry?.whole.lowerBound, entry?.granular.lowerBound, entry?.ratio]).toEqual([false, true, null]);
  });

  it('leaves a fault with its CONTINUE in it where that was not timed', () => {
    expect(less('continue.base')?.granular.parts[3]).toEqual({
      part: 'fault',
      ns: 9800,
      basis: 'assumed',
      from: 'fault.poll shmem, p50, its CONTINUE in it',
    });
  });

  it('is a fault that took less than the CONTINUE in it, never 0 and never less than nothing', () => {
    const odd = BASELINES.map((one) => (one.id === 'fault.poll' ? { ...one, p50Ns: 100 } : one));
    const entry = stalls(odd)[0];
    expect(entry?.whole.parts[3]).toEqual({
      part: 'fault',
      ns: null,
      basis: 'missing',
      from: 'fault.poll hugetlb-2M, p50, is less than continue.huge hugetlb-2M, p50',
    });
    expect(entry?.ratio).toBeNull();
  });

  it('is everything: then there is no table', () => {
    expect(stalls([])).toEqual([]);
    expect(judge({ ...STOCK, experiments: [] }).stalls).toEqual([]);
  });
});

describe('a figure', () => {
  const copied = (of: Partial<Timing>) =>
    stalls([...BASELINES, { ...at('memcpy', null, G1, 1), ...of }])[1]?.whole.parts[1];

  it('is the mean, marked, where there are too few samples for a median, and no ratio is drawn from it', () => {
    // 16 calls of 2.6 us, one of them 12 ms: a mean of 763 us that says nothing of the next call.
    const loaded = BASELINES.map((one) =>
      one.id === 'continue.huge' ? { ...one, p50Ns: null, meanNs: 763_000, n: 16 } : one,
    );
    const [small, gigantic] = stalls(
      loaded
        .map((one) => ({ ...one, p50Ns: one.p50Ns && one.p50Ns * 100, minNs: one.p50Ns }))
        .map((one) => (one.id === 'fault.poll' ? { ...one, minNs: one.p50Ns } : one)),
    );
    expect(small?.whole.parts[2]).toEqual({
      part: 'continue',
      ns: 763_000,
      basis: 'measured',
      from: 'continue.huge hugetlb-2M, mean of 16',
      doubt: 'few_samples',
    });
    // The fault has that CONTINUE taken out of it.
    expect(small?.whole.parts[3]?.doubt).toBe('few_samples');
    expect([small?.ratio, gigantic?.ratio]).toEqual([null, null]);
    expect(small?.granular.parts.map(({ doubt }) => doubt)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is marked where half of the faults waited for others, and then bounds nothing', () => {
    const waited = BASELINES.map((one) =>
      one.id === 'fault.poll' ? { ...one, p50Ns: 8_000_000, minNs: 700_000 } : one,
    );
    const [entry] = stalls(waited);
    expect(entry?.whole.parts[3]).toMatchObject({ doubt: 'busy' });
    expect(entry?.ratio).toBeNull();
    // A call that nothing interrupted is as slow as it is.
    const preempted = (flags: string[]) =>
      stalls(
        BASELINES.map((one) =>
          one.id === 'continue.base' ? { ...one, p50Ns: 5_000, minNs: 400, flags } : one,
        ),
      )[0]?.granular.parts[2]?.doubt;
    expect([preempted([]), preempted(['preempted'])]).toEqual([undefined, 'busy']);
  });

  it('is less than a step of the clock: marked, and no ratio', () => {
    const coarse = BASELINES.map((one) =>
      one.id === 'continue.base' ? { ...one, p50Ns: 0, flags: ['below_grain'] } : one,
    );
    const [entry] = stalls(coarse);
    expect(entry?.granular.parts[2]).toMatchObject({ ns: 0, doubt: 'below_grain' });
    expect(entry?.ratio).toBeNull();
  });

  it('of a few copies of 1 GiB gives way to many of 2 MiB', () => {
    expect(copied({ p50Ns: null, meanNs: 90_000_000, n: 5 })).toEqual({
      part: 'copy',
      ns: 102_400_000,
      basis: 'assumed',
      from: 'memcpy 2M, p50, in proportion',
    });
  });

  it('is none of a series that has neither', () => {
    expect(copied({ p50Ns: null, meanNs: null, n: 0 })).toMatchObject({ basis: 'assumed', ns: 102_400_000 });
  });

  it('of a copy whose size is not said is scaled by nothing', () => {
    const [entry] = stalls([{ ...at('memcpy', null, 0, 500), granuleBytes: null }]);
    expect(entry?.whole.parts[1]).toMatchObject({ ns: 500, from: 'memcpy 0, p50' });
    // And gives way to any whose size is.
    expect(copied({ granuleBytes: null, p50Ns: 500 })?.from).toBe('memcpy 2M, p50, in proportion');
  });

  it('is not that of many threads at once', () => {
    const crowd = { ...at('fault.poll', 'hugetlb-2M', M2, 90_000), threads: 8 };
    expect(told(stalls([crowd, ...BASELINES])[0], 'whole')).toContain('fault 11000 measured');
  });

  it('is scaled from the larger of two sizes as near', () => {
    const sizes = [at('memcpy', null, 2 ** 20, 1_000), at('memcpy', null, 2 ** 22, 2_000)];
    expect(stalls(sizes)[0]?.whole.parts[1]).toMatchObject({
      ns: 1000,
      from: 'memcpy 4M, p50, in proportion',
    });
    expect(stalls([...sizes].reverse())[0]?.whole.parts[1]?.from).toBe('memcpy 4M, p50, in proportion');
  });
});

it('a report is reckoned for the link that was asked for', () => {
  const bench = { complete: true, samples: 1, durationMs: null, cpu: null, sizes: [], linkGbps: 100 };
  expect(judge({ ...STOCK, bench }).stalls[0]?.linkGbps).toBe(100);
  expect(judge(STOCK).stalls[0]?.linkGbps).toBe(25);
});

describe("a guest's fault", () => {
  const vcpu = (memory: string, bytes: number, p50Ns: number) => at('fault.vcpu.poll', memory, bytes, p50Ns);
  const fault = (of: StallEntry | undefined, how: 'whole' | 'granular') =>
    of?.[how].parts.find(({ part }) => part === 'fault');

  it('is what it waits, where one was timed', () => {
    const [small] = stalls([...BASELINES, vcpu('shmem', K4, 20_800), vcpu('hugetlb-2M', M2, 31_100)]);
    expect(fault(small, 'whole')).toEqual({
      part: 'fault',
      ns: 30_000,
      basis: 'measured',
      from: 'fault.vcpu.poll hugetlb-2M, p50 less continue.huge hugetlb-2M, p50',
    });
    expect(fault(small, 'granular')?.from).toBe('fault.vcpu.poll shmem, p50 less continue.base shmem, p50');
    expect(fault(small, 'granular')?.ns).toBe(20_000);
  });

  it('on other memory says less than a thread on this', () => {
    const [small, gigantic] = stalls([...BASELINES, vcpu('shmem', K4, 20_800)]);
    expect(fault(small, 'whole')?.from).toContain('fault.poll hugetlb-2M');
    const few = { ...vcpu('hugetlb-2M', M2, 31_100), p50Ns: null, n: 3, meanNs: 40_000 };
    expect(fault(stalls([...BASELINES, few])[0], 'whole')?.from).toContain('fault.poll hugetlb-2M');
    // Nothing was timed on 1 GiB: a guest on whatever memory is nearer than a thread.
    expect(fault(gigantic, 'whole')).toMatchObject({ basis: 'assumed', ns: 20_000 });
    const [granular] = stalls([...BASELINES, ...GRANULAR, vcpu('shmem', K4, 20_800)]);
    expect(fault(granular, 'granular')?.from).toContain('fault.poll hugetlb-2M');
  });
});
