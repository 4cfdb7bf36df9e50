import { describe, expect, it } from 'vitest';
import { compare } from '../../../src/diff/index.js';
import type { Capability, Report } from '../../../src/report/contract.js';
import { capability, pool, stockReport } from '../../fixtures/report.js';

type Change = Partial<Report>;
const HOST = stockReport().host;
const RAN_AS = stockReport().ranAs;
const SETTINGS = stockReport().settings;

const KERNEL: Change = { host: { ...HOST, kernelRelease: '7.3.0' } };
const NOBODY: Change = { ranAs: { ...RAN_AS, euid: 65534, capabilities: '0x0' } };
const SYSCTL: Change = { settings: { ...SETTINGS, unprivilegedUserfaultfd: 1 } };
const TOOL: Change = { tool: { name: 'hgm-probe', version: '0.2.0' } };

/** How one row that went from `old` to `now` is explained where the reports differ by `change`, too. */
function explained(old: Capability | null, now: Capability | null, change: Change = {}, base: Change = {}) {
  const side = (row: Capability | null, of: Change): Report => ({
    ...stockReport({ ...of, capabilities: row === null ? [] : [row] }),
    timings: [],
  });
  const read = (report: Report) => ({ kind: 'report', report }) as const;
  const { rows } = compare(read(side(old, base)), read(side(now, { ...base, ...change })), '0.1.0');
  expect(rows).toHaveLength(1);
  return rows[0];
}

const works = capability('open.syscall', null, 'supported');
const refused = capability('open.syscall', null, 'absent');
const denied = (gate: NonNullable<Capability['gate']>) =>
  capability('open.syscall', null, 'not_permitted', { gate });
const on2M = (state: Capability['state'], reason: string) =>
  capability('copy.huge', 'hugetlb-2M', state, { reason });

describe('what a gate is made of', () => {
  it.each([
    ['sysctl', SYSCTL, ['configuration'], ['settings.unprivilegedUserfaultfd']],
    ['sysctl', NOBODY, ['privilege'], ['ranAs.capabilities']],
    [
      'sysctl',
      { ...SYSCTL, ...NOBODY },
      ['configuration', 'privilege'],
      ['settings.unprivilegedUserfaultfd', 'ranAs.capabilities'],
    ],
    // A capability that userfaultfd does not ask for.
    [
      'sysctl',
      { ...SYSCTL, ranAs: { ...RAN_AS, capabilities: '0x1fffffffffe' } },
      ['configuration'],
      ['settings.unprivilegedUserfaultfd'],
    ],
    ['capability', NOBODY, ['privilege'], ['ranAs.capabilities']],
    ['device_node', NOBODY, ['privilege'], ['ranAs.euid', 'ranAs.capabilities']],
    ['device_node', {}, ['configuration'], ['gate device_node']],
    ['seccomp', { ranAs: { ...RAN_AS, seccompMode: 2 } }, ['privilege'], ['ranAs.seccompMode']],
    ['seccomp', SYSCTL, ['privilege'], ['gate seccomp']],
    ['lsm', { ranAs: { ...RAN_AS, lsmLabel: 'guest' } }, ['privilege'], ['ranAs.lsmLabel']],
    ['lsm', {}, ['configuration'], ['gate lsm']],
    ['unknown', NOBODY, ['privilege'], ['ranAs.euid', 'ranAs.capabilities']],
    ['unknown', KERNEL, ['kernel'], ['host.kernelRelease']],
    ['unknown', {}, ['unexplained'], []],
    ['sysctl', {}, ['unexplained'], []],
  ] as const)('%s, %j', (gate, change, causes, shownBy) => {
    expect(explained(works, denied(gate), change)).toMatchObject({ causes, shownBy });
    expect(explained(denied(gate), works, change)).toMatchObject({ causes, shownBy });
  });

  it.each(['landlock', 'constructor'])('takes %s, which the schema lets a cell name', (gate) => {
    const row = denied(gate as 'unknown');
    expect(explained(works, row, NOBODY)).toMatchObject({ causes: ['privilege'] });
    expect(explained(row, works)).toMatchObject({ causes: ['unexplained'] });
  });

  it('explains what it hid, and the new kernel may have a part in what comes to light', () => {
    expect(explained(denied('seccomp'), refused, KERNEL)?.causes).toEqual(['privilege', 'kernel']);
    expect(explained(denied('seccomp'), works, KERNEL)?.causes).toEqual(['privilege']);
  });

  it('matters also where the row stays refused, by another gate', () => {
    expect(explained(denied('sysctl'), denied('seccomp'))).toMatchObject({
      old: { gate: 'sysctl' },
      new: { gate: 'seccomp' },
      causes: ['privilege'],
    });
  });
});

describe('pages', () => {
  const free = (pages: number): Change => ({
    pools: [{ ...pool(2 ** 21, 64), free: pages }, pool(2 ** 30, 0)],
  });
  const total = (pages: number): Change => ({ pools: [pool(2 ** 21, pages), pool(2 ** 30, 0)] });
  const none = on2M('no_resources', 'pool_empty');

  it('that were taken meanwhile are resources', () => {
    expect(explained(on2M('supported', 'works'), none, free(0))).toMatchObject({
      causes: ['resources'],
      shownBy: ['pools[2M].free'],
    });
  });

  it('of a pool that was resized are configuration, too', () => {
    expect(explained(none, on2M('supported', 'works'), total(128))?.causes).toEqual([
      'resources',
      'configuration',
    ]);
  });

  it('of another pool have no part in it', () => {
    const other = { pools: [pool(2 ** 21, 64), pool(2 ** 30, 4)] };
    expect(explained(none, on2M('supported', 'works'), other)).toMatchObject({
      causes: ['resources'],
      shownBy: ['state no_resources'],
    });
  });

  it('never explain a row that does not lack them', () => {
    expect(explained(on2M('supported', 'works'), on2M('absent', 'refused'), free(9))?.causes).toEqual([
      'unexplained',
    ]);
  });

  it('to look at explain what was only accepted before', () => {
    const ledger = stockReport().ledger.map((one) => ({ ...one, reason: 'none_free' }));
    const before = { ledger };
    const change = { ledger: stockReport().ledger };
    const accepted = on2M('advertised', 'accepted_not_observed');
    expect(explained(accepted, on2M('supported', 'works'), change, before)).toMatchObject({
      causes: ['resources'],
      shownBy: ['ledger[2M].reason'],
    });
    const declined = { ledger: ledger.map((one) => ({ ...one, reason: 'declined' })) };
    expect(explained(accepted, on2M('supported', 'works'), change, declined)?.causes).toEqual(['tool']);
    expect(explained(accepted, on2M('supported', 'works'), KERNEL)?.causes).toEqual(['kernel']);
  });
});

describe('everything else', () => {
  it.each([
    [KERNEL, ['kernel'], ['host.kernelRelease']],
    [{ ...KERNEL, ...NOBODY, ...SYSCTL }, ['kernel'], ['host.kernelRelease']],
    [{ ...KERNEL, ...TOOL }, ['kernel', 'tool'], ['host.kernelRelease', 'tool.version']],
    [SYSCTL, ['configuration'], ['settings.unprivilegedUserfaultfd']],
    [NOBODY, ['privilege'], ['ranAs.euid', 'ranAs.capabilities']],
    [TOOL, ['tool'], ['tool.version']],
    [{ ...SYSCTL, ...TOOL }, ['unexplained'], ['settings.unprivilegedUserfaultfd', 'tool.version']],
    [{}, ['unexplained'], []],
  ])('%j', (change, causes, shownBy) => {
    expect(explained(works, refused, change)).toMatchObject({ causes, shownBy });
  });

  it('that was not tried is about how the tool was run', () => {
    const row = on2M('not_probed', 'needs_borrow');
    expect(explained(row, on2M('supported', 'works'), KERNEL)?.causes).toEqual(['tool']);
  });

  it('that has no row is about the tool, or about sizes that the machine has', () => {
    expect(explained(null, works, TOOL)).toMatchObject({ old: null, causes: ['tool'] });
    const gone = explained(on2M('supported', 'works'), null);
    expect(gone).toMatchObject({ new: null, causes: ['kernel'], shownBy: ['column hugetlb-2M'] });
    expect(explained(null, on2M('supported', 'works'), KERNEL)?.shownBy).toEqual(['host.kernelRelease']);
  });
});
