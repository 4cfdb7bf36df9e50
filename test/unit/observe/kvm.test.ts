/** What files say of KVM, and what is asked of it then. */
import { describe, expect, it } from 'vitest';
import { readKvm } from '../../../src/observe/files/kernel/kvm.js';
import { uncounted } from '../../../src/observe/files/memory/pools.js';
import { planRun, planUser, type Situation } from '../../../src/observe/plan/plan.js';
import { tree } from './tree.js';

const MIB = 2 ** 20;

describe('the driver', () => {
  const parameters = {
    '/sys/module/kvm/parameters/tdp_mmu': 'Y\n',
    '/sys/module/kvm/parameters/nx_huge_pages': 'N\n',
    '/sys/module/kvm_amd/parameters/npt': '1\n',
    '/sys/module/kvm_intel/parameters/ept': '\x1b[2J\n',
  };

  it('is the one that /proc/misc lists, with the parameters that its modules have', () => {
    expect(readKvm(tree({ '/proc/misc': '232 kvm\n126 userfaultfd\n', ...parameters }))).toEqual({
      inProcMisc: true,
      minor: 232,
      parameters: { 'kvm.tdp_mmu': 'Y', 'kvm.nx_huge_pages': 'N', 'kvm_amd.npt': '1' },
    });
  });

  it('is not there by another name, nor by its parameters alone', () => {
    const none = { inProcMisc: false, minor: null, parameters: {} };
    expect(readKvm(tree({ '/proc/misc': '232 kvmx\n 12 xkvm\n', ...parameters }))).toEqual(none);
    expect(readKvm(tree(parameters))).toEqual({ ...none, inProcMisc: null });
  });
});

describe('the plan', () => {
  const lent = (pageBytes: number) => ({ pageBytes, decision: 'taken' as const });
  const situation = (more: Partial<Situation>): Situation => ({
    pools: [uncounted(2 * MIB), uncounted(1024 * MIB)],
    borrows: [],
    quiet: false,
    quietFaults: false,
    thpBytes: 2 * MIB,
    latency: false,
    ...more,
  });
  const machines = (more: Partial<Situation>) =>
    planRun(situation(more))
      .filter(({ id }) => id.startsWith('kvm.') || id === 'gmem')
      .map(({ id, memory }) => (memory === null ? id : `${id} ${memory}`));

  it('asks nothing where no driver is', () => {
    expect(machines({})).toEqual([]);
    expect(machines({ kvm: false, borrows: [lent(2 * MIB)] })).toEqual([]);
  });

  const plain = ['anonymous', 'shmem'].flatMap((memory) => [`kvm.fault ${memory}`, `kvm.stage2 ${memory}`]);

  it('asks on hugetlb memory where a page of that size is lent', () => {
    expect(machines({ kvm: true })).toEqual(['kvm.open', 'kvm.exit', 'gmem', ...plain]);
    expect(machines({ kvm: true, borrows: [lent(2 * MIB)] })).toEqual(
      expect.arrayContaining(['kvm.fault hugetlb-2M', 'kvm.stage2 hugetlb-2M']),
    );
    expect(machines({ kvm: true, borrows: [lent(2 * MIB)] }).join()).not.toContain('1G');
  });

  it('makes no gigantic page of plain memory', () => {
    const asked = ['kvm.open', 'kvm.exit', 'kvm.fault anonymous', 'kvm.fault shmem'];
    expect(machines({ kvm: true, thpBytes: 512 * MIB })).toEqual(asked);
  });

  it('asks for a user whether it opens, and whether a guest is served', () => {
    const ids = planUser(situation({ kvm: true })).map(({ id }) => id);
    expect(ids.filter((id) => /^(kvm|gmem)/.test(id))).toEqual(['kvm.open', 'kvm.fault', 'kvm.fault']);
  });
});
