import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { CATALOG, findCapability } from '../../../src/capabilities/catalog.js';
import { judge } from '../../../src/document/index.js';
import { kindOf } from '../../../src/ground/memory.js';
import { Report, STATES } from '../../../src/report/contract.js';
import { having, run } from './build.js';
import { STOCK } from './stock.js';

const report = judge(STOCK);

const states = (id: string) =>
  report.capabilities.filter((row) => row.id === id).map((row) => `${row.memory} ${row.state} ${row.reason}`);

describe('a stock 6.18 as root', () => {
  it('is a document of the contract, keys in its order', () => {
    const parsed = v.parse(Report, JSON.parse(JSON.stringify(report)));
    expect(JSON.stringify(parsed)).toBe(JSON.stringify(report));
  });

  it('has no HGM, with every control in the evidence', () => {
    expect(report.hgm).toEqual({
      state: 'absent',
      granuleBytes: null,
      dialect: null,
      proof: null,
      granules: [],
      reason: 'refused',
    });
    const row = report.capabilities.find((one) => one.id === 'hgm' && one.memory === 'hugetlb-2M');
    expect(row).toMatchObject({ state: 'absent', reason: 'refused' });
    expect(row?.evidence).toEqual([
      'test continue_base -1 EINVAL mapped=-22 dialect=rfc-v1',
      'control continue_whole -1 EFAULT mapped=-14 dialect=rfc-v1',
      'test continue_base -1 EINVAL mapped=-22 dialect=rfc-v2',
      'control continue_whole -1 EFAULT mapped=-14 dialect=rfc-v2',
      'setup opt_in -1 EINVAL dialect=madv-split',
      'test continue_base -1 EINVAL mapped=-22 dialect=madv-split',
      'control continue_whole -1 EFAULT mapped=-14 dialect=madv-split',
      'test collapse -1 EINVAL',
      'control range 0',
    ]);
  });

  it('is absent on the size without a page as well', () => {
    expect(states('hgm')).toEqual(['hugetlb-2M absent refused', 'hugetlb-1G absent refused']);
    expect(states('hgm.collapse')).toEqual(['hugetlb-2M absent refused', 'hugetlb-1G absent refused']);
    expect(states('madv_split')).toEqual([
      'anonymous absent refused',
      'shmem absent refused',
      'hugetlb-2M absent refused',
      'hugetlb-1G absent refused',
    ]);
  });

  it('names bits 0 to 16', () => {
    expect(report.userfaultfd.features).toBe('0x1ffff');
    expect(report.userfaultfd.featureNames).toHaveLength(17);
    expect(report.userfaultfd.ioctlNames).toEqual(['REGISTER', 'UNREGISTER', 'API']);
    expect(states('feature.wp_unpopulated')).toEqual(['null advertised offered']);
    expect(states('feature.rwp')).toEqual(['null absent not_offered']);
  });

  it('tells the granularity of the calls', () => {
    expect(states('continue.base')).toEqual([
      'anonymous not_applicable memory_type',
      'shmem supported works',
      'hugetlb-2M absent refused',
      'hugetlb-1G absent refused',
    ]);
    expect(states('continue.huge')).toEqual([
      'hugetlb-2M supported works',
      'hugetlb-1G no_resources pool_empty',
    ]);
    expect(states('dontneed.base')).toEqual([
      'anonymous supported works',
      'shmem supported works',
      'hugetlb-2M absent no_effect',
      'hugetlb-1G no_resources pool_empty',
    ]);
    expect(states('remove.base')[2]).toBe('hugetlb-2M supported zeroes_only');
    expect(states('populate.base')[2]).toBe('hugetlb-2M supported rounds_up');
    expect(states('move.base').slice(0, 3)).toEqual([
      'anonymous supported works',
      'shmem absent refused',
      'hugetlb-2M absent refused',
    ]);
    expect(states('rwprotect.base')).toContain('shmem absent no_register');
    expect(states('collapse.huge')).toEqual([
      'anonymous supported works',
      'shmem supported works',
      'hugetlb-2M absent refused',
      'hugetlb-1G absent refused',
    ]);
    expect(states('register.minor')).toEqual([
      'anonymous not_applicable memory_type',
      'shmem supported works',
      'hugetlb-2M supported works',
      'hugetlb-1G supported works',
    ]);
  });

  it('expires a day later, or when it was told to', () => {
    expect(report.expiresAt).toBe('2026-11-24T04:00:00.000Z');
    expect(judge(STOCK, { ttlMs: 90_000 }).expiresAt).toBe('2026-11-23T04:01:30.000Z');
  });

  it('says the time in UTC, whatever zone a recording has', () => {
    const { collectedAt } = judge({ ...STOCK, collectedAt: '2026-11-23T06:00:00+02:00' });
    expect(collectedAt).toBe('2026-11-23T04:00:00.000Z');
  });

  it('has every witness agree or say nothing', () => {
    expect(report.witnesses.filter((witness) => witness.agrees === false)).toEqual([]);
  });
});

describe('the catalog', () => {
  it('knows every row of a report', () => {
    for (const { id } of report.capabilities) expect(findCapability(id), id).toBeDefined();
    expect(findCapability('feature.bit42')?.id).toBe('feature.bit*');
    expect(findCapability('feature.nothing')).toBeUndefined();
  });

  it('has a row in a report for every entry, in the same order and on the memories that it names', () => {
    // The rows of KVM stand where it was tried.
    const { capabilities } = judge(having(STOCK, run('kvm.open', [])));
    const ids = [...new Set(capabilities.map((row) => row.id))];
    expect(ids).toEqual(CATALOG.map((info) => info.id).filter((id) => id !== 'feature.bit*'));
    const columns = ['anonymous', 'shmem', 'hugetlb-2M', 'hugetlb-1G'];
    for (const { id, memories } of CATALOG.filter((info) => info.id !== 'feature.bit*')) {
      const found = capabilities.filter((row) => row.id === id).map((row) => row.memory);
      const own = columns.filter((memory) => {
        const kind = kindOf(memory);
        if (memories === 'files') return kind !== 'anonymous';
        return memories === 'each' || (memories === 'plain' ? kind !== 'hugetlb' : kind === memories);
      });
      expect(found, id).toEqual(memories === 'none' ? [null] : own);
    }
  });

  it('has a text for everything', () => {
    for (const info of CATALOG) {
      expect(info.what.length, info.id).toBeGreaterThan(20);
      expect(info.probed.length, info.id).toBeGreaterThan(20);
      expect(Object.keys(info.states).every((state) => (STATES as readonly string[]).includes(state))).toBe(
        true,
      );
    }
    expect(new Set(CATALOG.map((info) => info.id)).size).toBe(CATALOG.length);
    expect(findCapability('feature.wp_unpopulated')?.what).toMatch(/RFC v1 and v2/);
  });
});
