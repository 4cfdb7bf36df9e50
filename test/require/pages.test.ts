/** `pages:`: an amount of huge pages, held against what the report says its caller could have. */
import { describe, expect, it } from 'vitest';
import { decide } from '../../src/profiles/question.js';
import type { Report } from '../../src/report/contract.js';
import { parseExpression } from '../../src/require/language/parse.js';
import { stockReport } from '../fixtures/report.js';

type Pool = Report['pools'][number];
const M2 = 2 ** 21;

const pool = (pages: number | null, more: Partial<NonNullable<Pool['obtainable']>> = {}): Pool => ({
  pageBytes: M2,
  total: 64,
  free: pages,
  reserved: 0,
  surplus: 0,
  overcommit: 0,
  nodes: [
    { node: 0, total: 32, free: 6, surplus: 0 },
    { node: 1, total: 32, free: 2, surplus: 0 },
  ],
  obtainable: { pages, makeable: 0, certain: true, ...more },
});
const host = (...pools: Pool[]): Report => stockReport({ pools, ledger: [] });
const ask = (of: Report, text: string) => decide([parseExpression(text, [])], of, []);
const truth = (of: Report, text: string) => ask(of, text).truth;

describe('pages', () => {
  it.each([
    ['pages:2M>=8', 'met'],
    ['pages:2M>=9', 'not_met'],
    ['pages:hugetlb-2M > 7', 'met'],
    ['pages:2M<8', 'not_met'],
    ['pages:2M <= 8', 'met'],
    ['pages>=8', 'met'],
    ['not pages:2M>=9', 'met'],
    ['pages:1G>=1', 'not_met'],
    ['pages:2M@node0>=6', 'met'],
    ['pages:2M@node1>=3', 'not_met'],
    ['pages:2M@node7>=1', 'not_met'],
    ['pages@node1>=2', 'met'],
  ])('%s of eight: %s', (text, expected) => {
    expect(truth(host(pool(8)), text)).toBe(expected);
  });

  it('of some size are enough, of any that has them', () => {
    const two = host(pool(0), { ...pool(4), pageBytes: 2 ** 30 });
    expect(truth(two, 'pages>=4')).toBe('met');
    expect(truth(two, 'pages>=5')).toBe('not_met');
  });

  it('that would have to be made can not be told', () => {
    const over = host(pool(0, { makeable: 16 }));
    expect(truth(over, 'pages:2M>=1')).toBe('cannot_tell');
    expect(truth(over, 'pages:2M>=16')).toBe('cannot_tell');
    expect(truth(over, 'pages:2M>=17')).toBe('not_met');
  });

  it('are at most what the limits that are known leave, and at least what the run held', () => {
    const unsure = host(pool(8, { certain: false }));
    expect(truth(unsure, 'pages:2M>=1')).toBe('cannot_tell');
    expect(truth(unsure, 'pages:2M>=9')).toBe('not_met');
    const entry = {
      pageBytes: M2,
      borrowed: 1,
      reason: 'taken',
      freeBefore: 8,
      freeAfter: 8,
      reservedBefore: 0,
      reservedAfter: 0,
      totalBefore: 64,
      totalAfter: 64,
    };
    expect(truth({ ...unsure, ledger: [entry] }, 'pages:2M>=1')).toBe('met');
    expect(truth({ ...unsure, ledger: [entry] }, 'pages:2M>=2')).toBe('cannot_tell');
    // In the place of a process the page was taken as who asked.
    const like = { ...unsure.ranAs, takenOn: { how: 'like_pid' as const, pid: 42 } };
    expect(truth({ ...unsure, ledger: [entry], ranAs: like }, 'pages:2M>=1')).toBe('cannot_tell');
  });

  it('on a node are as many as no reservation can claim, and none on a node that is not allowed', () => {
    const reserved = host({ ...pool(4), free: 8, reserved: 4 });
    expect(truth(reserved, 'pages:2M@node0>=2')).toBe('met');
    expect(truth(reserved, 'pages:2M@node0>=3')).toBe('cannot_tell');
    expect(truth(reserved, 'pages:2M@node0>=5')).toBe('not_met');
    expect(ask(host(pool(2, { nodes: [1] })), 'pages:2M@node0>=1')).toMatchObject({
      truth: 'not_met',
      why: 'pages:2M@node0>=1: this caller may use node 1 only (2M pages)',
    });
  });

  it('of a host that has no huge pages at all are none', () => {
    const none = host();
    const bare = { ...none, hgm: { ...none.hgm, state: 'not_applicable' as const } };
    expect(ask(bare, 'pages:2M>=1')).toMatchObject({
      truth: 'not_met',
      why: 'pages:2M>=1: this host has no huge page sizes',
    });
  });

  it('on a node whose counters, or whose reservations, could not be read', () => {
    const [first] = pool(8).nodes ?? [];
    const dark = { ...pool(8), nodes: [{ node: 0, total: 32, free: null, surplus: 0 }] };
    expect(ask(host(dark), 'pages:2M@node0>=1')).toMatchObject({
      truth: 'cannot_tell',
      why: expect.stringMatching(/the counters of node 0 could not be read/),
    });
    const reservations = { ...pool(8), reserved: null, nodes: first ? [first] : [] };
    expect(ask(host(reservations), 'pages:2M@node0>=1')).toMatchObject({
      truth: 'cannot_tell',
      why: expect.stringMatching(/6 free on node 0, unknown reserved on all/),
    });
    const unsure = host(pool(8, { certain: false }));
    expect(truth(unsure, 'pages:2M@node0>=1')).toBe('cannot_tell');
    expect(truth(unsure, 'pages:2M@node0>=7')).toBe('not_met');
    expect(truth(host(pool(null)), 'pages:2M@node0>=1')).toBe('cannot_tell');
  });

  it('name the nodes that there are', () => {
    expect(ask(host(pool(8)), 'pages:2M@node7>=1').why).toMatch(/this host has nodes 0 and 1 only/);
    expect(ask(host(pool(2, { nodes: [] })), 'pages:2M@node0>=1').why).toMatch(/may use no node only/);
  });

  it('can not be told of a report that does not say', () => {
    const { obtainable: _obtainable, ...old } = pool(8);
    expect(truth(host(old), 'pages:2M>=1')).toBe('cannot_tell');
    const { nodes: _nodes, ...inventory } = pool(8);
    expect(truth(host(inventory), 'pages:2M@node0>=1')).toBe('cannot_tell');
    expect(truth(host(pool(null)), 'pages:2M>=1')).toBe('cannot_tell');
    expect(truth(host(), 'pages:2M>=1')).toBe('cannot_tell');
  });

  it('say the limit that stands in the way', () => {
    const limit = { name: 'hugetlb_cgroup', detail: 'hugetlb.2MB.max of cgroup /vm is 0 bytes, 0 in use' };
    const { why, terms } = ask(host(pool(0, { limit })), 'pages:2M>=1');
    expect(why).toBe(`pages:2M>=1: 0 to be had: ${limit.detail} (2M pages)`);
    expect(terms[0]).toMatchObject({
      who: 'os_configuration',
      evidence: [expect.any(String), `limit hugetlb_cgroup: ${limit.detail}`],
    });
  });

  it.each([
    'pages',
    'pages:2M',
    'pages:shmem>=1',
    'pages:2M>=99999999999999999999',
    'pages:2M>=x',
    'pages:2M@4K>=1',
    'pages:2M@node>=1',
  ])('%s is no expression', (text) => {
    expect(() => parseExpression(text, [])).toThrow(/at column \d+/);
  });
});
