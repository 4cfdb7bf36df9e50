import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Planned } from '../../../src/observe/plan/planned.js';
import { follow, type Progress } from '../../../src/observe/program/progress.js';

const GIB = 2 ** 30;

const plan = (id: string, memory: string | null, native: object = {}): Planned =>
  ({ id, memory, native: { borrow: false, pageBytes: 0, samples: 0, ...native } }) as unknown as Planned;

const PLANS = [
  plan('ways', null),
  plan('copy', 'shmem'),
  plan('populate', 'hugetlb-1G', { borrow: true, pageBytes: GIB }),
  plan('poison', 'hugetlb-1G', { borrow: true, pageBytes: GIB }),
];

describe('how far a run is', () => {
  let seen: Progress[] = [];
  let part: (text: string) => void;

  beforeEach(() => {
    vi.useFakeTimers();
    seen = [];
    part = follow(PLANS, (progress) => seen.push(progress));
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const last = () => seen[seen.length - 1];

  it('is told at once, without a word on how long', () => {
    expect(seen).toEqual([{ title: 'ways', at: 1, of: 4, leftMs: null }]);
  });

  it('names what is tried next, in whatever order and in whatever pieces the lines come', () => {
    part('{"experiments":4,"differs":[]}\n{"slot":1,"end":"done"');
    expect(last()).toEqual({ title: 'ways', at: 1, of: 4, leftMs: null });
    part('}\n{"slot":0,"end":"done"}\n');
    expect(last()).toMatchObject({ title: 'populate on hugetlb 1G', at: 3, of: 4 });
  });

  it('counts a page of 1G for what it is: after one of two, half of the time is left', () => {
    vi.advanceTimersByTime(2_000);
    part('{"slot":0,}\n{"slot":1,}\n{"slot":2,}\n');
    expect(last()?.title).toBe('poison on hugetlb 1G');
    expect(last()?.leftMs).toBeGreaterThan(1_900);
    expect(last()?.leftMs).toBeLessThan(2_000);
  });

  it('says nothing more once all are done, and passes over what is no line of a result', () => {
    part('{"slot":0,}\n{"slot":1,}\n{"slot":2,}\n{"slot":3,}\n{"stopped":"nothing"}\n');
    part('{"slot":9,}\n');
    expect(seen).toHaveLength(1);
  });
});
