/** What stands in both forms of the document, and what the inventory form leaves out. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { KVM } from '../../src/capabilities/families/kvm.js';
import { assessAll } from '../../src/profiles/assess.js';
import { loadProfiles } from '../../src/profiles/own.js';
import type { Document } from '../../src/report/contract.js';
import { fullOf } from '../../src/report/full.js';
import { inventoryOf } from '../../src/report/inventory.js';
import { latencyOf } from '../../src/report/latency.js';
import { matrixOf, rowsOf } from '../../src/report/matrix.js';
import { capability, stockReport, timing } from '../fixtures/report.js';

describe('the matrix', () => {
  it.each([
    [capability('a', null, 'supported'), 'host', 'supported'],
    [capability('a', 'shmem', 'supported', { reason: 'zeroes_only' }), 'shmem', 'supported:zeroes_only'],
    [capability('a', 'shmem', 'absent'), 'shmem', 'absent'],
    [capability('a', 'shmem', 'absent', { reason: 'no_effect' }), 'shmem', 'absent:no_effect'],
    [capability('a', 'shmem', 'no_resources', { reason: 'pool_empty' }), 'shmem', 'no_resources'],
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
    expect(latencyOf([flagged, timing('wake', null, true, 90)], 4096)).toEqual({
      'continue.base:shmem': { n: 256, p50Ns: 842, p99Ns: null, firstNs: 3368, flags: ['outliers'] },
      'wake@4K': { n: 256, p50Ns: 90, p99Ns: null, firstNs: 360 },
    });
  });

  it('keep granules, batches and threads of one name apart', () => {
    const large = { ...flagged, granuleBytes: 65536 };
    const none = { ...flagged, id: 'other', granuleBytes: null };
    expect(Object.keys(latencyOf([flagged, large, none, { ...none, units: 16, threads: 2 }], 4096))).toEqual([
      'continue.base:shmem',
      'continue.base:shmem@64K',
      'other:shmem',
      'other:shmemx16/2',
    ]);
  });
});

const PROFILES = await loadProfiles();
const PLAIN = ['anonymous', 'shmem'];
const HUGE = ['hugetlb-2M', 'hugetlb-1G'];
const KVM_MEMORIES = { none: ['host'], plain: PLAIN, hugetlb: HUGE, each: [...PLAIN, ...HUGE] };

/** What a default run with profiles, on a host with KVM, has on top of a recording without times: by count and by length. */
function filled(document: Document): Document {
  const figures = { n: 300, p50Ns: 123_456, p99Ns: null, firstNs: 1_234_567, flags: ['preempted', 'noisy'] };
  // Without being asked no page of 1G is taken, so nothing is timed on one.
  const every = ['anonymous', 'shmem', 'hugetlb-2M'];
  const series = [
    ...['memcpy@4K', 'memcpy@2M', 'thp_split:anonymous@2M'],
    ...['copy.base:anonymous', 'regain.huge:anonymous@2M', 'regain.huge:shmem@2M'],
    ...['continue.base:shmem', 'continue.huge:hugetlb-2M'],
    ...['fault.poll', 'fault.vcpu.poll', 'touch.vcpu'].flatMap((id) =>
      every.map((memory) => `${id}:${memory}`),
    ),
  ];
  const latency = Object.fromEntries(series.map((name) => [name, figures]));
  const own = {
    state: 'not_ready',
    reason: 'kernel_faults not permitted (mode of /dev/userfaultfd)',
    who: 'os_configuration',
  } as const;
  const users = [
    { name: 'libvirt-qemu', uid: 64055, profiles: { 'qemu-background-snapshot': own, 'qemu-postcopy': own } },
  ];
  const kvm = Object.entries(KVM).map(([id, { memories }]) => [
    id,
    Object.fromEntries(KVM_MEMORIES[memories].map((memory) => [memory, 'supported'])),
  ]);
  const matrix = { ...document.matrix, ...Object.fromEntries(kvm) };
  const profiles = assessAll(fullOf({ ...document, matrix, capabilities: rowsOf(matrix) }), PROFILES);
  // Only root can look in their place.
  return { ...document, latency, profiles, matrix, ...(document.ranAs.euid === 0 && { users }) };
}

describe('the inventory form', () => {
  const FOLDER = fileURLToPath(new URL('../recordings/golden/', import.meta.url));
  const common = readdirSync(FOLDER).filter((file) => /^[0-9.]+-(?:amd64|arm64)-/.test(file));

  // A common host: every one of the recordings but those with the patches of HGM; arm64 has four sizes of huge pages.
  it.each(common)('is 8 KiB at most: %s', (file) => {
    const report = JSON.parse(gunzipSync(readFileSync(`${FOLDER}${file}`)).toString());
    expect(Buffer.byteLength(JSON.stringify(inventoryOf(filled(report))))).toBeLessThanOrEqual(8192);
  });

  it('says of KVM what profiles ask for: whether it opens, and serves base pages then', () => {
    const ofKvm = (document: Document) =>
      Object.keys(inventoryOf(document).matrix).filter((id) => Object.hasOwn(KVM, id));
    const open = filled(stockReport());
    expect(ofKvm(open)).toEqual(['kvm.open', 'kvm.fault.base']);
    const shut = {
      ...open,
      matrix: { ...open.matrix, 'kvm.open': { host: 'not_permitted:device_node/node_mode' } },
    };
    expect(ofKvm(shut)).toEqual(['kvm.open']);
  });

  it('keeps of the timings what is no comparison, and of their flags what lasts', () => {
    const figures = { n: 300, p50Ns: 5, p99Ns: null, firstNs: 9 };
    const { latency } = inventoryOf({
      ...stockReport(),
      latency: {
        'memcpy@4K': figures,
        'thp_split:anonymous@2M': figures,
        'touch.vcpu:shmem': figures,
        'fault.poll:shmem': { ...figures, flags: ['preempted', 'outliers'] },
        'fault.vcpu.poll:shmem': { ...figures, flags: ['noisy', 'nested'] },
      },
    });
    expect(latency).toEqual({
      'fault.poll:shmem': figures,
      'fault.vcpu.poll:shmem': { ...figures, flags: ['nested'] },
    });
  });

  it('says of the users of consumers no more than the states', () => {
    const { users } = inventoryOf(filled(stockReport({ ranAs: { ...stockReport().ranAs, euid: 0 } })));
    const own = { state: 'not_ready' };
    expect(users).toEqual([
      {
        name: 'libvirt-qemu',
        uid: 64055,
        profiles: { 'qemu-background-snapshot': own, 'qemu-postcopy': own },
      },
    ]);
    const { users: _, ...without } = stockReport();
    expect('users' in inventoryOf(without)).toBe(false);
  });

  it('says of a restricted consumer what it loses; why stands in the rows, and figures pass', () => {
    const reason =
      'not for guests on KVM: kvm.open absent (not loaded); not for guests on hugetlb memory: pages>=1 0 to be had';
    const verdict = { reason, who: null, missing: ['kvm.open'] };
    const { profiles } = inventoryOf({
      ...stockReport(),
      profiles: { a: { ...verdict, state: 'restricted' }, b: { ...verdict, state: 'not_ready' } },
    });
    expect(profiles).toEqual({
      a: {
        state: 'restricted',
        reason: 'not for guests on KVM; not for guests on hugetlb memory',
        who: null,
      },
      b: { state: 'not_ready', reason, who: null },
    });
  });

  it('leaves the details out and keeps the rest, what a later version added too', () => {
    const stock = stockReport();
    const beyond = { unnamedModes: [5], unnamedIoctls: [11] };
    const report = { ...stock, userfaultfd: { ...stock.userfaultfd, ...beyond }, later: 1 };
    const { ways, capabilities, timings, untimed, stalls, caller, bench, witnesses, ...rest } = report;
    const { featureNames, ioctlNames, unnamedModes, unnamedIoctls, ...userfaultfd } = report.userfaultfd;
    const unasked = (id: string) =>
      /^(?:dontneed|populate|remove)\.|^register\.all$|^(?:move|zeropage|rwprotect)\.huge$/.test(id);
    const kept = {
      ...rest,
      userfaultfd,
      matrix: Object.fromEntries(Object.entries(report.matrix).filter(([id]) => !unasked(id))),
      ledger: report.ledger.filter(({ pageBytes }) => pageBytes === 2 ** 21),
      pools: report.pools.map(({ nodes: _, ...pool }) => pool),
    };
    // The pool of 1G is empty.
    expect(report.ledger).toHaveLength(2);
    expect(Object.keys(report.matrix).filter(unasked)).toEqual(['dontneed.base']);
    expect([featureNames, ioctlNames]).toEqual([expect.any(Array), expect.any(Array)]);
    expect([unnamedModes, unnamedIoctls]).toEqual([[5], [11]]);
    expect(inventoryOf(report)).toEqual(kept);
    expect(inventoryOf(inventoryOf(report))).toEqual(kept);
    expect(report.capabilities).toBe(capabilities);
  });
});
