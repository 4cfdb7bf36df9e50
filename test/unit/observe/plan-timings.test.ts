import { describe, expect, it } from 'vitest';
import type { Pool } from '../../../src/observe/observations.js';
import { decideBorrows } from '../../../src/observe/plan/borrow.js';
import {
  type BenchPlan,
  type BenchWish,
  planBench,
  planTimings,
} from '../../../src/observe/plan/plan-timings.js';
import type { Planned, Situation } from '../../../src/observe/plan/planned.js';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const DIALECTS = 3;

function pool(pageBytes: number, free: number): Pool {
  const counts = { total: free, free, reserved: 0, surplus: 0, overcommit: 0 };
  return { pageBytes, ...counts, nodes: [], demote: null, demoteBytes: null };
}

/** A host with pools of 2M and 1G, of which these sizes are lent. */
function situation(lent: readonly number[], more: Partial<Situation> = {}): Situation {
  const pools = [pool(2 * MIB, 8), pool(GIB, 8)];
  const borrows = decideBorrows({ mode: 'none', sizes: [...lent] }, pools);
  return { pools, borrows, quiet: false, quietFaults: false, thpBytes: 2 * MIB, latency: true, ...more };
}

const BOTH = situation([2 * MIB, GIB]);
const WISH: BenchWish = { samples: 1000, durationMs: 20_000, cpu: 1, sizes: [] };
const bench = (of: Situation = BOTH, wish: Partial<BenchWish> = {}) => planBench(of, { ...WISH, ...wish });
const names = (plans: readonly Planned[]) =>
  plans.map(({ id, memory, dialect }) => [id, memory, dialect].filter((part) => part !== null).join(' '));

/** Milliseconds that the plans may measure, with one of three dialects that works. */
const spent = (plans: readonly Planned[], turns: (plan: Planned) => number) =>
  plans.reduce(
    (sum, plan) => sum + (turns(plan) * plan.native.durationMs) / (plan.dialect === null ? 1 : DIALECTS),
    0,
  );

describe('a bench', () => {
  it('goes from what every host has to the largest page', () => {
    const plans = names(bench());
    expect(plans.slice(0, 8)).toEqual([
      'time.floor',
      'time.memcpy',
      'time.thp_split anonymous',
      'time.regain shmem',
      'time.regain anonymous',
      'time.continue shmem',
      'time.batch shmem',
      'time.fault shmem',
    ]);
    const places = [...new Set(plans.map((name) => name.split(' ')[1]))];
    expect(places.slice(-2)).toEqual(['hugetlb-2M', 'hugetlb-1G']);
    for (const dialect of ['rfc-v1', 'rfc-v2', 'madv-split']) {
      for (const name of ['hgm', 'batch', 'fault'])
        expect(plans).toContain(`time.${name} hugetlb-1G ${dialect}`);
    }
    expect(plans).toContain('time.split hugetlb-1G madv-split');
    expect(new Set(plans).size).toBe(plans.length);
  });

  it('gives each a title of its own', () => {
    const titles = bench().map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    expect(titles).toContain('CONTINUE in batches, hugetlb-2M, rfc-v2');
    expect(titles.filter((title) => title.startsWith('time.'))).toEqual([]);
  });

  it.each([1_000, 20_000, 3_600_000])('shares %d ms among its series', (durationMs) => {
    const plans = bench(BOTH, { durationMs });
    const all = spent(plans, (plan) => (plan as BenchPlan).turns);
    expect(all).toBeLessThanOrEqual(durationMs);
    // Whole milliseconds, rounded down.
    expect(all).toBeGreaterThan(durationMs * 0.9);
  });

  it('measures each series for a millisecond at the least, and without a limit where none is asked for', () => {
    expect(bench(BOTH, { durationMs: 1 }).every(({ native }) => native.durationMs === 1)).toBe(true);
    expect(bench(BOTH, { durationMs: 0 }).every(({ native }) => native.durationMs === 0)).toBe(true);
  });

  it.each([0, 20_000])(
    'with %d ms lets nobody meet the deadline before the end of the series',
    (durationMs) => {
      for (const { native, turns } of bench(BOTH, { durationMs }))
        expect(native.deadlineMs).toBeGreaterThanOrEqual(turns * native.durationMs + 5_000);
    },
  );

  it('hands on what is wished for', () => {
    for (const { native } of bench())
      expect(native).toMatchObject({ samples: 1000, cpu: 1, interrupts: true });
  });

  it('takes no page that was not lent, and measures what takes none', () => {
    const plans = bench(situation([2 * MIB]));
    const gigantic = plans.filter(({ pageBytes }) => pageBytes === GIB);
    expect(names(gigantic)).toEqual(['time.poison hugetlb-1G', 'time.split hugetlb-1G madv-split']);
    expect(plans.filter(({ native }) => native.borrow).every(({ pageBytes }) => pageBytes === 2 * MIB)).toBe(
      true,
    );
    expect(bench(situation([])).filter(({ native }) => native.borrow)).toEqual([]);
  });

  it('measures the sizes asked for, beside what depends on none', () => {
    const plans = bench(BOTH, { sizes: [GIB] });
    const sizes = new Set(plans.map(({ pageBytes }) => pageBytes));
    expect([...sizes]).toEqual([null, GIB]);
    // The time of what is left out goes to the others.
    expect(plans[0]?.native.durationMs).toBeGreaterThan(bench()[0]?.native.durationMs ?? Number.NaN);
  });

  it.each([0, 512 * MIB])('splits no transparent huge page of %d bytes', (thpBytes) => {
    expect(names(bench(situation([], { thpBytes })))).not.toContain('time.thp_split anonymous');
  });
});

describe('the short form', () => {
  /** Series that each experiment measures one after the other in a run that is no bench. */
  const SERIES: Record<string, number> = {
    'time.floor': 2,
    'time.memcpy': 2,
    'time.split': 3,
    'time.vcpu': 2,
  };

  const LENT = [[], [2 * MIB], [2 * MIB, GIB]];
  it.each(
    LENT.flatMap((lent) => [
      [lent, false],
      [lent, true],
    ]) as [number[], boolean][],
  )('stays within 300 ms with %j lent, KVM: %s', (lent, kvm) => {
    const plans = planTimings(situation(lent, { kvm }));
    expect(spent(plans, ({ id }) => SERIES[id] ?? 1)).toBeLessThanOrEqual(300);
    for (const { native } of plans) expect(native).toMatchObject({ threads: 1, interrupts: false });
  });

  it('has the row that each question of a default run needs, and those of the stall table first', () => {
    const hgm = ['rfc-v1', 'rfc-v2', 'madv-split'].flatMap((dialect) => [
      `time.hgm hugetlb-2M ${dialect}`,
      `time.fault hugetlb-2M ${dialect}`,
    ]);
    expect(names(planTimings(situation([2 * MIB])))).toEqual([
      'time.floor',
      'time.memcpy',
      'time.continue shmem',
      'time.fault shmem',
      'time.fault anonymous',
      'time.copy anonymous',
      'time.continue hugetlb-2M',
      'time.fault hugetlb-2M',
      ...hgm,
      'time.thp_split anonymous',
      'time.regain shmem',
      'time.regain anonymous',
      'time.split hugetlb-2M madv-split',
      'time.split hugetlb-1G madv-split',
    ]);
  });

  it('times a vCPU where there may be one, after the threads', () => {
    const guests = (kvm: boolean) =>
      names(planTimings(situation([2 * MIB], { kvm }))).filter((name) => name.startsWith('time.vcpu'));
    expect(guests(false)).toEqual([]);
    expect(guests(true)).toEqual(['time.vcpu shmem', 'time.vcpu anonymous', 'time.vcpu hugetlb-2M']);
    const deep = names(bench(situation([2 * MIB], { kvm: true })));
    for (const memory of ['shmem', 'anonymous', 'hugetlb-2M'])
      expect(deep).toContain(`time.second_stage ${memory}`);
    expect(deep).not.toContain('time.second_stage hugetlb-1G');
  });

  it('takes no page that was not lent', () => {
    expect(planTimings(situation([])).filter(({ native }) => native.borrow)).toEqual([]);
  });
});
