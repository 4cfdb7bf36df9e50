import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { findCapability } from '../../src/capabilities/catalog.js';
import Explain from '../../src/commands/explain.js';
import { judge } from '../../src/document/index.js';
import { sizeWord } from '../../src/ground/size.js';
import { readPools } from '../../src/observe/files/memory/pools.js';
import type { HugeLimits, Observations, Pool } from '../../src/observe/observations.js';
import { loadProfiles } from '../../src/profiles/own.js';
import { inReport, pagesHere } from '../../src/reporters/explain/here.js';
import type { Subject } from '../../src/reporters/explain/subject.js';
import { runCommand } from '../command/run.js';
import { STOCK } from '../unit/judge/stock.js';
import { type Host, reportOf } from './hosts.js';

const { observe } = vi.hoisted(() => ({ observe: vi.fn() }));
vi.mock('../../src/observe/index.js', () => ({ observe, hugePageSizes: () => [2 ** 21, 2 ** 30] }));

const profiles = await loadProfiles();
const M2 = 2 ** 21;
const G1 = 2 ** 30;

const about = (id: string, memory: string | null = null): Subject => {
  const info = findCapability(id);
  if (info === undefined) throw new Error(`no capability ${id}`);
  return { info, memory };
};
const ofProfile = (name: string): Subject => {
  const profile = profiles.find((one) => one.name === name);
  if (profile === undefined) throw new Error(`no profile ${name}`);
  return { profile };
};

const pool = (pageBytes: number, change: Partial<Pool> = {}): Pool => ({
  pageBytes,
  ...{ total: 64, free: 64, reserved: 0, surplus: 0, overcommit: 0 },
  nodes: [],
  demote: null,
  demoteBytes: null,
  ...change,
});
const limits = (max: number | null, complete = true): HugeLimits => ({
  hugetlbCgroup: {
    version: 2,
    groups:
      max === null
        ? []
        : [{ path: '/vm', sizes: [{ pageBytes: M2, max, current: 0, rsvdMax: null, rsvdCurrent: null }] }],
    complete,
  },
  cpuset: '/',
  memsAllowed: [0],
  memoryPolicy: 'default',
});

/** `hugetlb-2M: 64 to be had`, one for each size. */
const said = (...args: Parameters<typeof pagesHere>): string[] =>
  pagesHere(...args).flatMap(({ parts }) =>
    parts.flatMap((part) => (Array.isArray(part) ? part.map(({ name, text }) => `${name}: ${text}`) : [])),
  );

describe('of huge pages explain says what this caller can have here', () => {
  const pools = [pool(M2), pool(G1, { total: 0, free: 0 })];

  it('of the sizes that the name is about, and of none where it is about no such memory', () => {
    const all = ['hugetlb-2M: 64 to be had', 'hugetlb-1G: none to be had: no page in the pool'];
    expect(said(about('copy.huge'), pools, limits(null))).toEqual(all);
    expect(said(about('hgm'), pools, limits(null))).toEqual(all);
    expect(said(ofProfile('qemu-postcopy'), pools, limits(null))).toEqual(all);
    expect(said(about('copy.huge', 'hugetlb-2M'), pools, limits(null))).toEqual(all.slice(0, 1));
    expect(said(about('copy.base', 'shmem'), pools, limits(null))).toEqual([]);
    expect(said(about('kernel_faults'), pools, limits(null))).toEqual([]);
    expect(said(ofProfile('criu-lazy-pages'), pools, limits(null))).toEqual([]);
    expect(pagesHere(about('copy.huge'), [], limits(null))).toEqual([]);
  });

  it('with the figure of the limit that leaves none', () => {
    const of = (change: Partial<Pool>, of: HugeLimits) => said(about('hgm'), [pool(M2, change)], of)[0];
    expect(of({}, limits(0))).toBe(
      'hugetlb-2M: none to be had: hugetlb.2MB.max of cgroup /vm is 0 bytes, 0 in use',
    );
    expect(of({ reserved: 64 }, limits(null))).toBe('hugetlb-2M: none to be had: 64 free, all reserved');
    expect(of({ total: 0, free: 0, overcommit: 16 }, limits(null))).toContain('16 more can be made');
    expect(of({}, limits(null, false))).toBe('hugetlb-2M: at most 64 to be had');
    expect(of({ free: null }, limits(null))).toContain('not known: the counters');
  });
});

/** While the report of the stock host holds. */
const THEN = new Date('2026-11-23T05:00:00.000Z');

describe('of a report explain says what stands in it', () => {
  const report = (change: Partial<Observations> = {}) => judge({ ...STOCK, ...change }, { profiles });
  const items = (of: Subject, from = report()) =>
    inReport(of, from, THEN).flatMap(({ parts }) =>
      parts.flatMap((part) => (Array.isArray(part) ? part.map(({ name, text }) => `${name}: ${text}`) : [])),
    );

  it('whose it is, the rows of the name and the figures of the pools', () => {
    expect(inReport(about('copy.huge'), report(), THEN)[0]?.title).toBe(
      'On stock, as root, at 2026-11-23T04:00:00.000Z',
    );
    const lines = items(about('copy.huge'));
    expect(lines).toContain('hugetlb-1G: no resources (pool empty)');
    expect(lines).toContain('2M pages: 64 to be had');
    expect(lines).toContain('1G pages: none to be had: no page in the pool');
    expect(items(about('copy.huge', 'hugetlb-2M'))).toEqual([
      'hugetlb-2M: supported',
      '2M pages: 64 to be had',
    ]);
    expect(items(about('copy.huge', 'hugetlb-32M'))).toEqual(['hugetlb-32M: the report has no such row']);
    expect(items(about('kernel_faults'))).toEqual([expect.stringMatching(/^kernel_faults: supported/)]);
    expect(items(about('feature.bit*'))).toEqual(['feature.bit*: the report has no such row']);
  });

  it('that a report past its time says what was, and that a run has no such time', () => {
    const old = { ...report(), expiresAt: '2026-11-23T05:00:00.000Z' };
    const said = (now: Date | null) => inReport(about('copy.huge'), old, now)[0]?.parts.slice(1);
    expect(said(new Date('2026-11-23T05:00:00.001Z'))).toEqual([
      'Expired on 2026-11-23T05:00:00.000Z: this is how it was then, and may not be now.',
    ]);
    expect(said(THEN)).toEqual([]);
    expect(said(null)).toEqual([]);
    expect(inReport(about('copy.huge'), old)[0]?.title).toBe('On this host, as root');
  });

  it('the limit that leaves none, as the report names it', () => {
    const lines = items(about('copy.huge', 'hugetlb-2M'), report({ hugeLimits: limits(0) }));
    expect(lines.at(-1)).toBe('2M pages: none to be had: hugetlb.2MB.max of cgroup /vm is 0 bytes, 0 in use');
  });

  it('readiness, and that of the users of the consumer', () => {
    const { ranAs, experiments } = STOCK;
    const users = ['qemu', 'firecracker'].map((name) => ({
      ...{ name, uid: 107, untried: 'why', ranAs, layers: null, experiments },
    }));
    const lines = items(ofProfile('qemu-postcopy'), report({ users }));
    expect(lines.slice(0, 2)).toEqual([
      'readiness: ready: all that is needed works',
      'as qemu: unknown: not tried: why',
    ]);
    const refused = report({ users: users.map((user) => ({ ...user, untried: null, experiments: [] })) });
    for (const user of refused.users ?? [])
      for (const one of Object.values(user.profiles)) one.state = 'not_ready';
    expect(items(ofProfile('qemu-postcopy'), refused)[1]).toMatch(
      /; what would change it: hgm-probe explain qemu-postcopy --as qemu$/,
    );
    expect(lines.filter((line) => line.startsWith('as '))).toHaveLength(1);
  });
});

describe('what shows an answer, and what would change it', () => {
  const sections = async (of: Subject, host: Host) =>
    Object.fromEntries(inReport(of, await reportOf(host)).map(({ title, parts }) => [title, parts]));
  const SHOWS = 'The calls that show it';
  const CHANGES = 'What would change it';

  it('are the calls of the row, and nothing where it works', async () => {
    const found = await sections(about('copy.base', 'shmem'), 'root');
    expect(found[SHOWS]).toEqual([
      { lines: [expect.stringMatching(/^test base 0 /), expect.stringMatching(/^look /)] },
    ]);
    expect(found[CHANGES]).toBeUndefined();
  });

  it('name the memory where a capability has several', async () => {
    const found = await sections(about('copy.base'), 'root');
    expect(found[SHOWS]?.[0]).toMatchObject({
      lines: expect.arrayContaining([expect.stringMatching(/^shmem: test base 0 /)]),
    });
  });

  it('are the commands of the way in that the row hangs on, each with what it opens', async () => {
    const found = await sections(about('kernel_faults'), 'nobody');
    expect(found[CHANGES]).toEqual([
      expect.stringMatching(
        /^OS configuration: Give the account read and write access to \/dev\/userfaultfd/,
      ),
      { lines: ['setfacl -m u:65534:rw /dev/userfaultfd'] },
      expect.stringMatching(/^opens \/dev\/userfaultfd to user 65534 alone/),
    ]);
  });

  it.each([
    [false, 'Each is enough; the first opens least:'],
    [true, 'All of these, in this order:'],
  ])('say how several commands belong together', async (all, words) => {
    const refused = await reportOf('nobody');
    const commands = ['one', 'two'].map((command) => ({ command, opens: 'something' }));
    for (const row of refused.capabilities.filter(({ id }) => id === 'open.device'))
      row.action = { who: 'os_configuration', hint: 'Do.', commands, ...(all && { commandsAll: true }) };
    const [, , changes] = inReport(about('open.device'), refused);
    expect(changes?.parts.slice(0, 3)).toEqual(['OS configuration: Do.', words, { lines: ['one'] }]);
  });

  it('are those of the terms that decide for a profile', async () => {
    const found = await sections(ofProfile('qemu-postcopy'), 'nobody');
    expect(found[SHOWS]).toEqual([
      { lines: expect.arrayContaining(['kernel_faults: test device_open -1 EACCES']) },
    ]);
    expect(found[CHANGES]?.[1]).toEqual({ lines: ['setfacl -m u:65534:rw /dev/userfaultfd'] });
  });

  it('are those of the rows that a way rests on', async () => {
    const found = await sections({ way: 'shmem-thp' }, 'nobody');
    expect(found[SHOWS]).toEqual([
      { lines: expect.arrayContaining([expect.stringMatching(/^copy\.base:shmem: test base 0/)]) },
    ]);
    expect((await sections({ way: 'hgm-512G' }, 'nobody'))[SHOWS]).toBeUndefined();
  });
});

describe('the command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hgm-probe-test-'));
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(judge(STOCK, { profiles })));
  afterAll(() => rmSync(folder, { recursive: true }));

  beforeEach(() => observe.mockReset().mockResolvedValue(STOCK));

  it('asks the kernel of this host, as whoever is named', async () => {
    const { stdout } = await runCommand(Explain, 'copy.huge:1G', '--as', 'nobody');
    expect(stdout).toMatch(
      /^What it is\n.*\n\nOn this host, as root\n {2}hugetlb-1G {6}no resources \(pool empty\)\n/m,
    );
    expect(stdout).toMatch(/\nThe calls that show it\n {4}limit pool_empty /);
    expect(stdout).toMatch(/\nWhat would change it\n {2}OS configuration: Add a page to the pool: /);
    expect(observe.mock.calls[0]?.[0]).toMatchObject({ latency: false, users: [], identity: { how: 'as' } });
  });

  it('measures where the answer has figures, and looks at the users of a consumer', async () => {
    await runCommand(Explain, 'way:shmem-thp');
    await runCommand(Explain, 'qemu-postcopy');
    expect(observe.mock.calls.map(([{ latency, users }]) => [latency, users])).toEqual([
      [true, []],
      [false, ['libvirt-qemu', 'qemu']],
    ]);
  });

  it('names the rows that show a way through KVM, where there is an experiment for it', async () => {
    const rows = async (way: string) => {
      const { stdout } = await runCommand(Explain, way, '--no-probe');
      return [...stdout.matchAll(/explain (kvm\.\S+)/g)].map(([, name]) => name);
    };
    expect(await rows('way:shmem-thp')).toEqual([
      'kvm.open',
      'kvm.fault.base:shmem',
      'kvm.collapse.huge:shmem',
    ]);
    expect(await rows('way:hugetlb-2M')).toEqual([
      'kvm.open',
      'kvm.fault.huge:hugetlb-2M',
      'kvm.stage2.huge:hugetlb-2M',
    ]);
    expect(await rows('way:hgm-2M')).toEqual([]);
  });

  it('shows the names of a stored report and moves no cursor by them', async () => {
    const report = { ...judge(STOCK), host: { ...judge(STOCK).host, name: 'A\u001b[31m\u0007B\u202eC\nD' } };
    const strange = join(folder, 'strange.json');
    writeFileSync(strange, JSON.stringify(report));
    for (const format of ['text', 'markdown']) {
      const { stdout } = await runCommand(Explain, 'hgm', '--from', strange, '--format', format);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not stand there
      expect(stdout).not.toMatch(/[\u0007\u001b\u202e]/);
      expect(stdout).toMatch(/On A\S*B\\u202eC D, as root/);
    }
  });

  it('writes calls and commands as code in Markdown', async () => {
    const { stdout } = await runCommand(Explain, 'copy.huge:1G', '--format', 'markdown');
    expect(stdout).toMatch(/\n\*\*The calls that show it\.\*\*\n\n {4}limit pool_empty /);
  });

  it('asks this host, or a report, of one name alone', async () => {
    const here = await runCommand(Explain, 'hgm', '--no-probe');
    for (const { pageBytes } of readPools())
      expect(here.stdout).toContain(`\n  hugetlb-${sizeWord(pageBytes)} `);
    const stored = await runCommand(Explain, 'copy.huge:hugetlb-1G', '--from', file);
    expect(stored.stdout).toMatch(
      /\nOn stock, as root, at .*\n {2}hugetlb-1G {6}no resources \(pool empty\)\n/,
    );
    expect(stored.stdout).not.toContain('of this host');
    const all = await runCommand(Explain, '--all', '--from', file);
    expect([all.exitCode, all.line]).toEqual([64, '--from is about one name; leave out --all']);
    const none = await runCommand(Explain, 'hgm', '--from', join(folder, 'none.json'));
    expect([none.exitCode, none.stdout]).toEqual([74, '']);
  });
});
