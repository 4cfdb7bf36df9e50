/** The formats for machines and tickets: what they say of three hosts, and that their readers take it. */
import { describe, expect, it } from 'vitest';
import { BASE } from '../../src/capabilities/extent.js';
import { type Group, WAYS_IN } from '../../src/capabilities/group.js';
import { check } from '../../src/report/check.js';
import type { Report } from '../../src/report/contract.js';
import { groupStates } from '../../src/report/groups.js';
import { inventoryOf } from '../../src/report/inventory.js';
import { FORMATS, type Format, reporter } from '../../src/reporters/index.js';
import { hgmReport, refusedReport } from '../fixtures/hosts.js';
import { capability, stockReport, timing, verdict } from '../fixtures/report.js';
import {
  csvFaults,
  markdownFaults,
  nagiosFaults,
  ndjsonFaults,
  nfdFaults,
  novaFaults,
  prometheusFaults,
  tapFaults,
} from '../fixtures/rules.js';

const LOOK = { width: Number.POSITIVE_INFINITY, colour: false };
const write = async (format: Format, report: Report, checks: string[] = []): Promise<string> =>
  (await reporter(format, { checks }))(report, LOOK);

const HOSTS = { stock: stockReport, hgm: hgmReport, refused: refusedReport };
const ready = (report: Report): Report => ({
  ...report,
  profiles: {
    'qemu-postcopy': { state: 'ready', reason: 'all_met', who: null },
    'hgm-postcopy': { state: 'not_ready', reason: 'hgm', who: 'kernel_build' },
    'criu lazy': { state: 'ready', reason: 'all_met', who: null },
  },
});

describe.each(Object.entries(HOSTS))('%s', (name, host) => {
  it.each(['prometheus', 'nfd', 'nova', 'nagios', 'markdown', 'tap', 'csv'] as const)(
    '%s',
    async (format) => {
      const text = await write(format, ready(host()));
      await expect(text).toMatchFileSnapshot(`./golden/${name}.${format}.txt`);
      const faults = {
        prometheus: prometheusFaults,
        nfd: nfdFaults,
        nova: novaFaults,
        nagios: nagiosFaults,
        markdown: markdownFaults,
        tap: tapFaults,
        csv: csvFaults,
      };
      expect(faults[format](text)).toEqual([]);
    },
  );

  it('ndjson and facts are the inventory form', async () => {
    const line = await write('ndjson', host());
    expect(ndjsonFaults(line)).toEqual([]);
    expect(JSON.parse(line)).toEqual(inventoryOf(host()));
    expect(JSON.parse(await write('ansible', host()))).toEqual(inventoryOf(host()));
    expect(JSON.parse(await write('facter', host()))).toEqual({ hgm_probe: inventoryOf(host()) });
  });
});

it('no format for machines has colour or a width of its own', async () => {
  for (const format of FORMATS.filter((one) => one !== 'table')) {
    const render = await reporter(format);
    expect(render(hgmReport(), { width: 40, colour: true })).toBe(render(hgmReport(), LOOK));
  }
});

describe('tap', () => {
  const report = (): Report => ({
    ...stockReport(),
    capabilities: [
      capability('copy.base', 'shmem', 'supported'),
      capability('move.base', 'shmem', 'absent', { reason: 'refused' }),
      capability('hgm', 'hugetlb-2M', 'unknown', { reason: 'odd # errno', evidence: ['test ioctl = 5 # x'] }),
      capability('feature.move', null, 'advertised', { reason: 'enabled' }),
    ],
    witnesses: [
      { id: 'kconfig', says: 'on', agrees: false, detail: 'CONFIG_X=y' },
      { id: 'btf', says: 'off', agrees: true, detail: '' },
      { id: 'smaps', says: 'unknown', agrees: null, detail: '' },
    ] as unknown as Report['witnesses'],
  });

  it('passes what is there, skips what is not, and fails what nobody expected', async () => {
    const lines = (await write('tap', report())).split('\n').filter((line) => !/^# (HGM|Linux)/.test(line));
    expect(lines).toEqual([
      'KTAP version 1',
      '1..6',
      'ok 1 copy.base:shmem',
      'ok 2 move.base:shmem # SKIP absent: refused',
      'not ok 3 hgm:hugetlb-2M',
      '# unknown: odd / errno',
      '# test ioctl = 5 # x',
      'ok 4 feature.move',
      '# advertised: enabled',
      'not ok 5 witness kconfig agrees',
      '# says on: CONFIG_X=y',
      'ok 6 witness btf agrees',
      '',
    ]);
  });
});

it('nagios hints at the profile that a name alone is of', async () => {
  const line = await write('nagios', ready(stockReport()), ['qemu-postcopy', 'nothing']);
  expect(line).toMatch(
    /qemu-postcopy no such row, did you mean profile:qemu-postcopy\?; nothing no such row/,
  );
});

describe('csv', () => {
  it('quotes what has a comma, and leaves empty what is not known', async () => {
    const odd = { ...timing('wake', 'a,b', true, 5), p50Ns: null, flags: ['noisy', 'nested'] };
    const [head, row, end] = (await write('csv', { ...stockReport(), timings: [odd] })).split('\n');
    expect([head?.split(',')[0], row, end]).toEqual([
      'id',
      expect.stringMatching(/^wake,"a,b",.*,,.*,noisy nested$/),
      '',
    ]);
  });
});

describe('the rules of the readers find', () => {
  it.each([
    ['a plan that is too long', tapFaults, 'KTAP version 1\n1..2\nok 1 a\n'],
    ['a number out of order', tapFaults, 'KTAP version 1\n1..1\nok 2 a\n'],
    ['a line that is no test', tapFaults, 'KTAP version 1\n1..1\nok 1 a\nb\n'],
    ['a row that is too short', csvFaults, 'a,b\n1\n'],
    ['a timestamp', prometheusFaults, '# HELP a b\n# TYPE a gauge\na 1 1700000000000\n'],
    ['a quote that is not escaped', prometheusFaults, '# HELP a b\n# TYPE a gauge\na{x="""} 1\n'],
    ['a series twice', prometheusFaults, '# HELP a b\n# TYPE a gauge\na 1\na 2\n'],
    ['a series without help', prometheusFaults, 'a 1\n'],
    [
      'the 33rd series',
      prometheusFaults,
      `# HELP a b\n${Array.from({ length: 33 }, (_, i) => `a{x="${i}"} 1\n`).join('')}`,
    ],
    ['a file that never expires', nfdFaults, 'feature.node.kubernetes.io/a=b\n'],
    [
      'a value with a blank',
      nfdFaults,
      '# +expiry-time=2026-01-01T00:00:00Z\nfeature.node.kubernetes.io/a=b c\n',
    ],
    ['a second bar', nagiosFaults, "HGM OK - a | b | 'c'=1\n"],
    ['a second line', nagiosFaults, 'HGM OK - a | \nmore\n'],
    ['HTML', markdownFaults, 'a <b> c\n'],
    ['a bar too many', markdownFaults, '| a | b |\n| --- | --- |\n| `a|b` | c | d |\n'],
    ['an escape sequence', markdownFaults, '`a\u001b[2J`\n'],
    ['a document on two lines', ndjsonFaults, '{\n}\n'],
  ])('%s', (_, faults, text) => {
    expect(faults(text)).not.toEqual([]);
  });
});

describe('prometheus', () => {
  it('has 32 series at most, says what it left out, and keeps the calls that tell most', async () => {
    const profiles = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`p${i}`, verdict('ready')]));
    const timings = [
      ...Array.from({ length: 10 }, (_, i) => timing(`other${i}`, null, true, 10)),
      timing('continue.huge', 'hugetlb-2M', true, 1090),
      timing('continue.base', 'shmem', true, 842),
    ];
    const text = await write('prometheus', { ...stockReport({ timings }), profiles });
    expect(prometheusFaults(text)).toEqual([]);
    expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toHaveLength(32);
    expect(text).toContain('# 35 series left out: a host has 32 at most\n');
    expect(text).toContain('{call="continue.base",memory="shmem"} 8.42e-7\n');
    expect(text).toContain('{call="continue.huge",memory="hugetlb-2M"} 0.00000109\n');
  });
});

it('prometheus tells apart what a call was timed with, in labels of their own', async () => {
  const timings = [
    timing('memcpy', null, true, 180),
    { ...timing('continue.batch', 'shmem', true, 9000), units: 16 },
    { ...timing('fault.poll', 'hugetlb-1G', true, 9000), granuleBytes: 4096, threads: 2 },
  ];
  const text = await write('prometheus', stockReport({ timings }));
  expect(prometheusFaults(text)).toEqual([]);
  expect(text.match(/(?<=latency_median_seconds)\{.*\}/g)).toEqual([
    '{call="fault.poll",memory="hugetlb-1G",granule="4K",threads="2"}',
    '{call="memcpy",granule="4K"}',
    '{call="continue.batch",memory="shmem",units="16"}',
  ]);
});

describe('nagios', () => {
  it('has a median that this run has not, as a value that could not be had', async () => {
    const latency = { 'memcpy@2M': { n: 0, p50Ns: null, p99Ns: null, firstNs: null } };
    const text = await write('nagios', { ...stockReport(), latency });
    expect(nagiosFaults(text)).toEqual([]);
    expect(text).toContain(" | 'memcpy@2M'=U;;;0 ");
  });
});

describe('nfd', () => {
  it('stays within 4 KiB, whatever the profiles', async () => {
    const profiles = Object.fromEntries(
      Array.from({ length: 400 }, (_, i) => [`profile-${i}`, verdict('ready')]),
    );
    const text = await write('nfd', { ...stockReport(), profiles });
    expect(nfdFaults(text)).toEqual([]);
    expect(text.length).toBeGreaterThan(3900);
    const kept = text.split('\n').filter((line) => line.includes('profile-')).length;
    expect(text).toContain(`\n# left out: ${400 - kept} (file is full)\n`);
  });

  it('keeps a name of 63 characters, and says how many it left out', async () => {
    // `hgm-probe.profile.` has 18 of them.
    const names = ['x'.repeat(45), 'x'.repeat(46), 'with a blank', 'ends-in-'];
    const profiles = Object.fromEntries(names.map((name) => [name, verdict('ready')]));
    const text = await write('nfd', { ...stockReport(), profiles });
    expect(nfdFaults(text)).toEqual([]);
    expect(text).toContain(`hgm-probe.profile.${'x'.repeat(45)}=ready\n`);
    expect(text).toContain('\n# left out: 3 (no label)\n');
  });
});

describe('a group', () => {
  const state = (rows: Report['capabilities'], group: Group) =>
    groupStates(stockReport({ capabilities: rows })).get(group);

  it('of ways in is as good as the best of them', () => {
    const rows = [capability('open.a', null, 'not_permitted'), capability('open.b', null, 'limited')];
    expect(state(rows, WAYS_IN)).toBe('limited');
  });

  it('of operations is what stands in the way, but for what the kernel lacks', () => {
    const rows = [capability('a.base', null, 'absent'), capability('b.base', null, 'supported')];
    expect(state(rows, BASE.group)).toBe('supported');
    expect(state([...rows, capability('c.base', null, 'no_resources')], BASE.group)).toBe('no_resources');
    expect(state(rows.slice(0, 1), BASE.group)).toBe('absent');
    expect(state([], BASE.group)).toBeNull();
  });
});

describe('nagios', () => {
  const verdict = (report: Report, ...names: string[]) => check(report, names).map((one) => one.verdict);

  it.each([
    ['supported', 'OK'],
    ['absent', 'OK'],
    ['not_applicable', 'OK'],
    ['not_permitted', 'WARNING'],
    ['no_resources', 'WARNING'],
    ['unknown', 'UNKNOWN'],
  ] as const)('without checks, HGM %s is %s', (state, expected) => {
    const stock = stockReport();
    expect(verdict({ ...stock, hgm: { ...stock.hgm, state } })).toEqual([expected]);
  });

  it.each([
    ['hgm', 'CRITICAL'],
    ['register.missing', 'OK'],
    // Private memory has no minor faults, and nobody asked for it there.
    ['register.minor', 'OK'],
    ['register.minor:anonymous', 'CRITICAL'],
    ['dontneed.base:hugetlb-2M', 'CRITICAL'],
    ['open.user_mode_only', 'WARNING'],
    ['no.such.row', 'UNKNOWN'],
    ['constructor', 'UNKNOWN'],
    ['register.missing:hugetlb-16G', 'UNKNOWN'],
    ['profile:qemu-postcopy', 'OK'],
    ['profile:hgm-postcopy', 'CRITICAL'],
    ['profile:none', 'UNKNOWN'],
  ])('what is asked for: %s is %s', (name, expected) => {
    expect(verdict(ready(stockReport()), name)).toEqual([expected]);
  });

  it('says each on its one line, the worst first', async () => {
    const text = await write('nagios', stockReport(), ['register.missing:shmem', 'hgm']);
    expect(text).toMatch(/^HGM CRITICAL - register\.missing:shmem supported; hgm absent:refused \| '/);
  });
});

describe('stable', () => {
  it('is the same whatever the time, the figures and the pages that are free', async () => {
    const report = stockReport();
    const later: Report = {
      ...report,
      host: { ...report.host, bootId: '00000000-0000-0000-0000-000000000001' },
      collectedAt: '2027-01-01T00:00:00.000Z',
      expiresAt: '2027-01-02T00:00:00.000Z',
      latency: {},
      timings: [],
      ledger: [],
      clock: { ...report.clock, ioctlNs: 12_345 },
      pools: report.pools.map((pool) => ({
        ...pool,
        free: 3,
        reserved: 2,
        surplus: 1,
        obtainable: { pages: 1, makeable: 0, certain: true },
      })),
    };
    const text = await write('stable', report);
    expect(await write('stable', later)).toBe(text);
    expect(JSON.parse(text)).toMatchObject({
      $schema: 'urn:hgm-probe:stable:1',
      matrix: inventoryOf(report).matrix,
    });
    const resized = report.pools.map((pool) => ({ ...pool, total: 7777 }));
    expect(await write('stable', { ...report, pools: resized })).not.toBe(text);
  });
});

describe('nova', () => {
  const profiles = (...names: string[]): Report => ({
    ...stockReport(),
    profiles: Object.fromEntries(
      names.map((name) => [name, { state: 'ready', reason: 'all_met', who: null }] as const),
    ),
  });
  const traits = async (report: Report): Promise<string[]> =>
    JSON.parse(await write('nova', report)).providers[0].traits.additional;

  it('says the same of ready and restricted, which free pages decide', async () => {
    const report = profiles('qemu-postcopy');
    const restricted = { state: 'restricted', reason: 'pages', who: 'os_configuration' } as const;
    expect(await traits(report)).toContain('CUSTOM_HGM_PROBE_PROFILE_QEMU_POSTCOPY');
    expect(await traits({ ...report, profiles: { 'qemu-postcopy': restricted } })).toEqual(
      await traits(report),
    );
  });

  it('names HGM and its granule where it is there', async () => {
    expect(await traits(hgmReport())).toEqual(
      expect.arrayContaining(['CUSTOM_HGM_PROBE_HGM', 'CUSTOM_HGM_PROBE_HGM_GRANULE_4096']),
    );
    expect((await traits(stockReport())).filter((trait) => /PROBE_HGM/.test(trait))).toEqual([]);
  });

  it.each([
    ['a name with other letters', ['größe']],
    [
      'a name of 256 characters with what stands before it',
      ['x'.repeat(256 - 'CUSTOM_HGM_PROBE_PROFILE_'.length)],
    ],
    ['two names that make the same', ['a-b', 'a.b']],
  ])('is not written for %s', async (_, names) => {
    await expect(write('nova', profiles(...names))).rejects.toMatchObject({ exitCode: 65 });
  });

  it('takes a name of 255 characters', async () => {
    const longest = 'x'.repeat(255 - 'CUSTOM_HGM_PROBE_PROFILE_'.length);
    expect((await traits(profiles(longest))).at(-1)).toHaveLength(255);
  });
});

it('prometheus tells a way on which memory is exposed', async () => {
  const report = stockReport();
  const [way] = report.ways;
  if (way === undefined) throw new Error('no way');
  const told = (aliasWrites: typeof way.aliasWrites) =>
    write('prometheus', { ...report, ways: [{ ...way, aliasWrites }] });
  expect(await told('exposed')).toContain(',exposed="always"} ');
  expect(await told('exposed_if_advised')).toContain(',exposed="if_advised"} ');
  for (const other of ['isolated', 'unknown', undefined] as const)
    expect(await told(other)).not.toContain('exposed=');
});
