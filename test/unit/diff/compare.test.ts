import { describe, expect, it } from 'vitest';
import { compare } from '../../../src/diff/index.js';
import type { Report } from '../../../src/report/contract.js';
import { capability, pool, stockReport, verdict } from '../../fixtures/report.js';
import { timed } from './samples.js';

const STOCK = stockReport();
const { host, ranAs, clock } = STOCK;

function changed(change: Partial<Report>, base: Partial<Report> = {}) {
  const read = (of: Partial<Report>) => ({
    kind: 'report' as const,
    report: { ...stockReport(of), timings: [] },
  });
  return compare(read(base), read({ ...base, ...change }), '0.1.0');
}

it('a document differs from itself in nothing', () => {
  expect(changed({})).toMatchObject({
    differs: false,
    notes: [],
    facts: [],
    rows: [],
    profiles: [],
    latencies: [],
  });
});

describe('a fact that changed stands under its cause', () => {
  it.each([
    [{ host: { ...host, kernelBuild: '#2' } }, 'kernel', 'host.kernelBuild', true],
    [{ host: { ...host, arch: 'aarch64' } }, 'kernel', 'host.arch', true],
    [{ userfaultfd: { ...STOCK.userfaultfd, features: '0x3ffff' } }, 'kernel', 'userfaultfd.features', true],
    [{ witnesses: [{ ...STOCK.witnesses[0], says: 'on' }] }, 'kernel', 'witnesses.kconfig', true],
    [{ settings: { ...STOCK.settings, thp: 'always' } }, 'configuration', 'settings.thp', true],
    [
      { pools: [{ ...pool(2 ** 21, 64), overcommit: 9 }, pool(2 ** 30, 0)] },
      'configuration',
      'pools[2M].overcommit',
      true,
    ],
    [{ ranAs: { ...ranAs, noNewPrivs: true } }, 'privilege', 'ranAs.noNewPrivs', true],
    [{ pools: [{ ...pool(2 ** 21, 64), free: 9 }, pool(2 ** 30, 0)] }, 'resources', 'pools[2M].free', false],
    [{ tool: { ...STOCK.tool, version: '0.2.0' } }, 'tool', 'tool.version', false],
  ] as [Partial<Report>, string, string, boolean][])('%#', (change, cause, name, differs) => {
    const found = changed(change);
    expect(found.facts).toEqual([expect.objectContaining({ cause, name })]);
    expect(found.differs).toBe(differs);
  });

  it('also a dialect of HGM and a granule, where both have one', () => {
    const hgm = (dialect: 'rfc-v2' | 'madv-split' | null, granuleBytes: number): Partial<Report> => ({
      hgm: {
        state: 'supported',
        granuleBytes,
        dialect,
        proof: 'mapped',
        granules: [{ hugePageBytes: 2 ** 30, granuleBytes, proof: 'mapped' }],
        reason: 'mapped',
      },
    });
    expect(changed(hgm('madv-split', 2 ** 21), hgm('rfc-v2', 4096)).facts).toEqual([
      { cause: 'kernel', name: 'hgm.dialect', old: 'rfc-v2', new: 'madv-split' },
      { cause: 'kernel', name: 'hgm.granules[1G].granuleBytes', old: 4096, new: 2 ** 21 },
    ]);
    expect(changed(hgm(null, 4096), hgm('rfc-v2', 4096)).facts).toEqual([]);
    expect(changed(hgm('rfc-v2', 4096)).facts).toEqual([]);
  });

  it('with what stood there, and null where nothing did', () => {
    const { facts } = changed({ pools: [pool(2 ** 21, 64)] });
    expect(facts).toContainEqual({ cause: 'configuration', name: 'pools[1G].total', old: 0, new: null });
  });

  it('but for answers that one side did not get', () => {
    const silent = {
      userfaultfd: { ...STOCK.userfaultfd, features: null, ioctls: null },
      witnesses: [],
    };
    expect(changed(silent).facts).toEqual([]);
    expect(changed({ userfaultfd: STOCK.userfaultfd, witnesses: STOCK.witnesses }, silent).facts).toEqual([]);
  });

  it('a page not taken because of a flag is about the tool, in either direction', () => {
    const with2M = (reason: string) => ({ ledger: STOCK.ledger.map((one) => ({ ...one, reason })) });
    expect(changed(with2M('declined')).facts.map((one) => one.cause)).toEqual(['tool', 'tool']);
    expect(changed({ ledger: STOCK.ledger }, with2M('too_large')).facts.map((one) => one.cause)).toEqual([
      'tool',
      'tool',
    ]);
    expect(changed(with2M('too_few_free')).facts.map((one) => one.cause)).toEqual(['resources', 'resources']);
  });
});

describe('a reader is told first', () => {
  it.each([
    [{ host: { ...host, id: 'other' } }, 'other_host'],
    [{ host: { ...host, id: null } }, 'host_unknown'],
    [{ host: { ...host, bootId: 'other' } }, 'rebooted'],
    [{ collectedAt: '2020-01-01T00:00:00Z' }, 'new_is_older'],
    [{ clock: { ...clock, source: 'hpet' } }, 'other_clock'],
    // No other clock, but none.
    [{ clock: { ...clock, source: 'not_measured' } }, 'new_untimed'],
  ] as const)('%j', (change, note) => {
    const found = changed(change);
    expect(found.notes).toEqual([note]);
    expect(found.differs).toBe(false);
  });

  it('that another CPU was timed, where both say which', () => {
    const quiet = {
      interrupts: 0,
      migrations: 0,
      voluntarySwitches: 0,
      involuntarySwitches: 0,
      minorFaults: 0,
    };
    const on = (cpu: number | null) => ({
      kind: 'report' as const,
      report: { ...STOCK, timings: [{ ...timed([600]), run: { cpu, node: 0, ...quiet } }] },
    });
    expect(compare(on(1), on(2), '0.1.0').notes).toEqual(['other_cpu']);
    expect(compare(on(1), on(null), '0.1.0').notes).toEqual([]);
    expect(compare(on(1), on(1), '0.1.0').notes).toEqual([]);
  });
});

it('something differs where a row, the verdict, a profile or a latency does', () => {
  const row = { capabilities: [capability('open.device', null, 'absent')] };
  expect(changed(row).differs).toBe(true);
  expect(changed({ hgm: { ...STOCK.hgm, state: 'supported' } }).differs).toBe(true);
  const ready = { profiles: { qemu: verdict('ready'), new: verdict('ready') } };
  expect(changed(ready, { profiles: { qemu: verdict('unknown') } })).toMatchObject({
    differs: true,
    profiles: [{ name: 'qemu', old: 'unknown', new: 'ready' }],
  });
  const slow = (ns: number) => ({
    kind: 'recording' as const,
    report: { ...STOCK, timings: [timed(Array(100).fill(ns))] },
  });
  expect(compare(slow(600), slow(900), '0.1.0').differs).toBe(true);
  expect(compare(slow(600), slow(601), '0.1.0').differs).toBe(false);
});
