import { describe, expect, it } from 'vitest';
import type { Pool } from '../../../src/observe/observations.js';
import { decideBorrows } from '../../../src/observe/plan/borrow.js';
import { planRun, planSizes, planUser, type Situation } from '../../../src/observe/plan/plan.js';

const MIB = 1024 * 1024;

function pool(pageBytes: number, free: number): Pool {
  const counts = { total: free, free, reserved: 0, surplus: 0, overcommit: 0 };
  return { pageBytes, ...counts, nodes: [], demote: null, demoteBytes: null };
}

function situation(pools: Pool[], more: Partial<Situation> = {}): Situation {
  const borrows = decideBorrows({ mode: 'auto', sizes: [] }, pools);
  return { pools, borrows, quiet: false, quietFaults: false, thpBytes: 2 * MIB, latency: true, ...more };
}

const ids = (plans: { id: string; memory: string | null }[], memory: string | null) =>
  plans.filter((plan) => plan.memory === memory).map((plan) => plan.id);

describe('huge page sizes', () => {
  it('are those of the host, none by heart', () => {
    const arm = [64 * 1024, 2 * MIB, 32 * MIB, 16384 * MIB].map((size) => pool(size, 8));
    const plans = planRun(situation(arm));
    const columns = new Set(plans.map((plan) => plan.memory));
    expect([...columns]).toEqual([
      null,
      'anonymous',
      'shmem',
      'hugetlb-64K',
      'hugetlb-2M',
      'hugetlb-32M',
      'hugetlb-16G',
    ]);
    const hole = plans.find((plan) => plan.id === 'hgm_hole' && plan.memory === 'hugetlb-32M');
    expect(hole?.native.granules).toEqual([64 * 1024, 2 * MIB]);
  });

  it('each get every dialect, whatever the pool holds', () => {
    const plans = planRun(situation([pool(2 * MIB, 0)]));
    const dialects = plans.filter((plan) => plan.id === 'hgm_hole').map((plan) => plan.dialect);
    expect(dialects).toEqual(['rfc-v1', 'rfc-v2', 'madv-split']);
  });
});

describe('a page is planned for only where it may be taken', () => {
  it('has no proof and no timing otherwise', () => {
    const plans = planRun(situation([pool(2 * MIB, 2), pool(1024 * MIB, 8)]));
    expect(plans.filter((plan) => plan.native.borrow)).toEqual([]);
    expect(plans.filter((plan) => plan.id === 'hgm_proof' || plan.id === 'time.hgm')).toEqual([]);
    expect(ids(plans, 'hugetlb-2M')).not.toContain('time.continue');
  });

  it('is planned for by the size that lends', () => {
    const plans = planRun(situation([pool(2 * MIB, 8), pool(1024 * MIB, 8)]));
    const sizes = new Set(plans.filter((plan) => plan.native.borrow).map((plan) => plan.pageBytes));
    expect([...sizes]).toEqual([2 * MIB]);
  });
});

it('asks for descriptors first, and gives up on them before five seconds are over, in two places', () => {
  const plans = planRun(situation([pool(1024 * MIB, 8)]));
  expect(plans.slice(0, 2).map((plan) => plan.id)).toEqual(['caller', 'ways']);
  expect((plans[1]?.native.deadlineMs ?? 0) * 2).toBeLessThanOrEqual(5_000);
});

it('measures nothing without latency', () => {
  const plans = planRun(situation([pool(2 * MIB, 8)], { latency: false }));
  expect(plans.filter((plan) => plan.id.startsWith('time.'))).toEqual([]);
});

it('leaves a kernel fault on a user-mode descriptor out where the kernel may log it', () => {
  const named = (quietFaults: boolean) =>
    ids(planRun(situation([], { quietFaults })), null).includes('kernel_faults.user_mode_only');
  expect([named(true), named(false)]).toEqual([false, true]);
});

it('makes no transparent huge page of 512 MiB for a test', () => {
  const plans = planRun(situation([], { thpBytes: 512 * MIB }));
  expect(plans.map((plan) => plan.id)).not.toContain('collapse');
});

it('gives every experiment a deadline, and gigantic pages a longer one', () => {
  const plans = planRun(situation([pool(2 * MIB, 8), pool(1024 * MIB, 8)]));
  for (const { native, pageBytes } of [...plans, planSizes()]) {
    const least = ['ways', 'api'].includes(native.experiment) ? 2_500 : 5_000;
    expect(native.deadlineMs).toBeGreaterThanOrEqual(pageBytes === 1024 * MIB ? 60_000 : least);
  }
});

describe('in the place of a user beside a whole run', () => {
  const { borrows: _, latency: __, ...where } = situation([pool(2 * MIB, 8), pool(1024 * MIB, 8)]);
  const plans = planUser({ ...where, quiet: true });

  it('is asked what a descriptor is for, and no page is taken and nothing timed', () => {
    const whole = planRun(situation([pool(2 * MIB, 8)], { quiet: true }));
    const needing = ['ways', 'kernel_faults.device', 'kernel_faults.syscall', 'api'];
    expect(ids(plans, null)).toEqual(ids(whole, null).filter((id) => !id.startsWith('time.')));
    expect(ids(plans, null)).toEqual(expect.arrayContaining(['caller', ...needing]));
    expect(ids(plans, 'shmem')).toEqual(expect.arrayContaining(['register', 'continue', 'copy', 'wake']));
    for (const memory of ['hugetlb-2M', 'hugetlb-1G']) expect(ids(plans, memory)).toEqual(['register']);
    for (const { native } of plans)
      expect([native.borrow, native.samples, native.quiet]).toEqual([false, 0, true]);
  });

  it('is not asked what needs no descriptor, or makes large pages', () => {
    for (const id of ['dontneed', 'remove', 'populate', 'collapse', 'split', 'hgm_hole', 'hgm_proof'])
      expect(plans.map((plan) => plan.id)).not.toContain(id);
  });
});
