/** What stands in both forms of the document, and what the inventory form leaves out. */
import { describe, expect, it } from 'vitest';
import { inventoryOf } from '../../src/report/inventory.js';
import { latencyOf } from '../../src/report/latency.js';
import { matrixOf } from '../../src/report/matrix.js';
import { capability, stockReport, timing } from '../fixtures/report.js';

describe('the matrix', () => {
  it.each([
    [capability('a', null, 'supported'), 'host', 'supported'],
    [capability('a', 'shmem', 'supported', { reason: 'zeroes_only' }), 'shmem', 'supported:zeroes_only'],
    [capability('a', 'shmem', 'absent'), 'shmem', 'absent'],
    [capability('a', 'shmem', 'absent', { reason: 'no_effect' }), 'shmem', 'absent:no_effect'],
    // `works` says nothing beside `supported` only.
    [capability('a', null, 'limited', { reason: 'works' }), 'host', 'limited:works'],
    [
      capability('a', null, 'not_permitted', { gate: 'device_node', reason: 'node_mode' }),
      'host',
      'not_permitted:device_node/node_mode',
    ],
    [capability('a', null, 'not_permitted', { gate: 'lsm', reason: 'lsm' }), 'host', 'not_permitted:lsm'],
  ])('%o', (row, memory, cell) => {
    expect(matrixOf([row])).toEqual({ a: { [memory]: cell } });
  });

  it('has every row, in order', () => {
    const { capabilities, matrix } = stockReport();
    const cells = Object.entries(matrix).flatMap(([id, row]) => Object.keys(row).map((m) => `${id}:${m}`));
    expect(cells.length).toBe(capabilities.length);
    expect(new Set(cells)).toEqual(new Set(capabilities.map((c) => `${c.id}:${c.memory ?? 'host'}`)));
    expect(Object.keys(matrix)).toEqual([...new Set(capabilities.map((c) => c.id))]);
  });
});

describe('the latencies', () => {
  const flagged = { ...timing('continue.base', 'shmem', true, 842), flags: ['outliers'] };

  it('are the figures that a fleet compares, flags only where there are some', () => {
    expect(latencyOf([flagged, timing('wake', null, true, 90)])).toEqual({
      'continue.base:shmem': { n: 256, p50Ns: 842, p99Ns: null, firstNs: 3368, flags: ['outliers'] },
      wake: { n: 256, p50Ns: 90, p99Ns: null, firstNs: 360 },
    });
  });

  it('keep two granules of one name apart', () => {
    const large = { ...flagged, granuleBytes: 65536 };
    const none = { ...flagged, id: 'other', granuleBytes: null };
    expect(Object.keys(latencyOf([flagged, large, none, { ...none, granuleBytes: 4096 }]))).toEqual([
      'continue.base:shmem@4K',
      'continue.base:shmem@64K',
      'other:shmem',
      'other:shmem@4K',
    ]);
  });
});

describe('the inventory form', () => {
  it('leaves the details out and keeps the rest, what a later version added too', () => {
    const report = { ...stockReport(), later: 1 };
    const { capabilities, timings, untimed, witnesses, ...kept } = report;
    expect(inventoryOf(report)).toEqual(kept);
    expect(inventoryOf(inventoryOf(report))).toEqual(kept);
    expect(report.capabilities).toBe(capabilities);
  });
});
