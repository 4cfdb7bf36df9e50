import { describe, expect, it } from 'vitest';
import { compare } from '../../src/diff/index.js';
import type { Report, Timing } from '../../src/report/contract.js';
import { diffTable } from '../../src/reporters/diff/table.js';
import { capability, pool, row, stockReport, verdict } from '../fixtures/report.js';
import { timed } from '../unit/diff/samples.js';

const STOCK = stockReport();
const same = (ns: number) => Array(100).fill(ns);

const OLD: Partial<Report> & { timings: Timing[] } = {
  capabilities: [
    capability('open.device', null, 'supported'),
    capability('open.syscall', null, 'supported'),
    ...row('register.rwp', { anonymous: 'absent', shmem: 'absent', 'hugetlb-2M': 'absent' }),
    ...row('copy.huge', { 'hugetlb-1G': 'no_resources' }),
    capability('hgm.file', null, 'absent', { reason: 'no_file' }),
  ],
  profiles: { 'qemu-postcopy': verdict('ready') },
  timings: [
    timed(same(600)),
    timed(same(790), { id: 'continue.huge', memory: 'hugetlb-2M', granuleBytes: 2 ** 21 }),
    timed(same(9000), { id: 'continue.batch', units: 16 }),
    timed(same(12_000), { id: 'fault.poll', threads: 4, flags: ['noisy'] }),
    timed(same(90), { id: 'memcpy', memory: null }),
  ],
};

const NEW: typeof OLD = {
  host: { ...STOCK.host, bootId: 'other', kernelRelease: '7.3.0-amd64' },
  ranAs: { ...STOCK.ranAs, euid: 1000, egid: 1000, capabilities: '0x0' },
  userfaultfd: { ...STOCK.userfaultfd, features: '0x7ffff' },
  settings: { ...STOCK.settings, thp: 'always' },
  pools: [pool(2 ** 21, 64), pool(2 ** 30, 1)],
  tool: { ...STOCK.tool, version: '0.2.0' },
  capabilities: [
    capability('open.device', null, 'not_permitted', { gate: 'device_node' }),
    capability('open.syscall', null, 'not_permitted', { gate: 'sysctl' }),
    ...row('register.rwp', { anonymous: 'supported', shmem: 'supported', 'hugetlb-2M': 'supported' }),
    ...row('copy.huge', { 'hugetlb-1G': 'supported' }),
    capability('hgm.file', null, 'absent', { reason: 'not_switched_on' }),
  ],
  profiles: { 'qemu-postcopy': verdict('not_ready') },
  timings: [
    timed(same(720)),
    timed(same(800), { id: 'continue.huge', memory: 'hugetlb-2M', granuleBytes: 2 ** 21 }),
    timed(same(6000), { id: 'continue.batch', units: 16 }),
    timed(same(15_000), { id: 'fault.poll', threads: 4 }),
    timed(same(4000), { id: 'thp_split', memory: 'anonymous', granuleBytes: 2 ** 21 }),
  ],
};

function draw(width: number, old: typeof OLD, now: typeof OLD): string {
  const read = (change: typeof OLD) => ({
    kind: 'report' as const,
    report: { ...stockReport(change), timings: change.timings },
  });
  return diffTable(compare(read(old), read(now), '0.2.0'), { width, colour: false });
}

describe('the difference as a table', () => {
  it('tells it cause by cause', async () => {
    await expect(draw(80, OLD, NEW)).toMatchFileSnapshot('golden/diff.txt');
  });

  it.each([40, 60, 80, 120])('keeps within %i columns', (width) => {
    for (const line of draw(width, OLD, NEW).split('\n'))
      if (line.trim().includes(' ')) expect([line, line.length <= width]).toEqual([line, true]);
  });

  it('is loud about what nothing explains, and quiet where nothing changed', () => {
    const lost = { ...OLD, capabilities: [capability('open.device', null, 'absent')] };
    const before = { ...OLD, capabilities: [capability('open.device', null, 'supported')] };
    expect(draw(80, before, lost)).toContain(
      'UNEXPLAINED: nothing in the two documents accounts for it\n  supported → absent: open.device\n',
    );
    expect(draw(80, OLD, OLD)).toBe(`HGM: absent, as before. Nothing that lasts has changed.
old: web-17, Linux 6.18.9-amd64 on x86_64, 2026-01-02T03:04:05.678Z, hgm-probe
  0.1.0
new: web-17, Linux 6.18.9-amd64 on x86_64, 2026-01-02T03:04:05.678Z, hgm-probe
  0.1.0

Latency
  within noise: continue.base shmem, 4K; continue.huge hugetlb-2M, 2M;
    continue.batch shmem, 16 of 4K; memcpy, 4K
  can't tell, a row is flagged noisy:
    fault.poll shmem, 4K, 4 threads p50 12.0µs → 12.0µs
`);
  });
});
