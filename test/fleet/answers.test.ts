import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import FleetExport from '../../src/commands/fleet/export.js';
import FleetMatrix from '../../src/commands/fleet/matrix.js';
import FleetOutliers from '../../src/commands/fleet/outliers.js';
import FleetPairs from '../../src/commands/fleet/pairs.js';
import FleetSummary from '../../src/commands/fleet/summary.js';
import { runCommand } from '../command/run.js';
import { document, FIVE, file, folder, line, type Spec } from './documents.js';

const ndjson = (specs: readonly Spec[]): string => specs.map(line).join('');

async function ask(command: Parameters<typeof runCommand>[0], ...argv: string[]) {
  const { stdout, exitCode, line: said } = await runCommand(command, ...argv, '--json');
  expect([exitCode, said]).toEqual([0, undefined]);
  return JSON.parse(stdout);
}

describe('--html', () => {
  it.each([
    [FleetSummary, [], 'HGM: absent on 3 hosts, supported on 1 host'],
    [FleetMatrix, [], 'Hosts of one column contradict each other in 1 of 4 rows'],
    [FleetPairs, ['--profile', 'minor-shmem'], 'minor-shmem: 4 pairs of hosts can migrate'],
    [FleetOutliers, [], '0 of 0 series out of line'],
  ] as const)('writes a page beside the answer', async (command, flags, said) => {
    const [input, page] = [file('five.ndjson', ndjson(FIVE)), join(folder(), 'page.html')];
    const plain = await runCommand(command, ...flags, input);
    expect(await runCommand(command, ...flags, input, '--html', page)).toEqual(plain);
    const text = readFileSync(page, 'utf8');
    expect(text).toContain(`<p class="verdict">${said}</p>`);
    expect(text).toContain('4 hosts, and 1 with an expired report, not counted; from 1 file');
  });

  it('goes to no place that has the answer, and is tried before files are read', async () => {
    const { exitCode, line: said } = await runCommand(FleetSummary, '/nonexistent', '--html', '-');
    expect([exitCode, said]).toEqual([64, expect.stringContaining('--html leads to stdout')]);
    expect((await runCommand(FleetSummary, '/nonexistent', '--html', '/nonexistent/a')).line).toContain(
      'cannot write /nonexistent/a',
    );
  });
});

describe('fleet summary', () => {
  it('counts the five', async () => {
    const answer = await ask(FleetSummary, file('five.ndjson', ndjson(FIVE)));
    expect(answer).toMatchObject({ files: 1, documents: 5, superseded: 0, hosts: 4, expired: 1 });
    expect(answer.skipped).toEqual({ count: 0, named: [] });
    expect(answer.by.verdict).toEqual([
      { value: 'absent', hosts: 3, expired: 1 },
      { value: 'supported', hosts: 1, expired: 0 },
    ]);
    expect(answer.by.kernel).toEqual([
      { value: '6.12.1', hosts: 4, expired: 0 },
      { value: '5.10.0', hosts: 0, expired: 1 },
    ]);
    expect(
      answer.by.arch.map(({ value, hosts }: { value: string; hosts: number }) => [value, hosts]),
    ).toEqual([
      ['x86_64', 3],
      ['aarch64', 1],
    ]);
    expect(answer.by.gate).toEqual([
      { value: null, hosts: 3, expired: 0 },
      { value: 'sysctl', hosts: 1, expired: 1 },
    ]);
    expect(answer.profiles).toEqual([
      { profile: 'minor-shmem', state: 'ready', hosts: 3 },
      { profile: 'minor-shmem', state: 'not_ready', hosts: 1 },
    ]);
  });

  it('takes the newest document of a host, by its id and else by its name', async () => {
    const at = (name: string, id: string | null, day: number, state: string): Spec => ({
      name,
      id,
      at: `2026-03-0${day}T10:00:00+02:00`,
      hgm: { state },
    });
    const specs = [
      at('x', '1'.repeat(32), 3, 'supported'),
      at('renamed', '1'.repeat(32), 2, 'absent'),
      at('x', null, 1, 'absent'),
      at('x', null, 2, 'unknown'),
      // A name that looks like another host's id is another host.
      at('1'.repeat(32), null, 9, 'limited'),
    ];
    const answer = await ask(FleetSummary, file('f.ndjson', ndjson(specs)));
    expect([answer.hosts, answer.superseded]).toEqual([3, 2]);
    expect(answer.by.verdict.map(({ value }: { value: string }) => value).sort()).toEqual([
      'limited',
      'supported',
      'unknown',
    ]);
  });

  it('reads every form alike: plain, gzip, zstd, pretty, a directory, a pattern, Parquet', async () => {
    const at = folder();
    const plain = file('five.ndjson', ndjson(FIVE), at);
    const expected = await ask(FleetSummary, plain);
    execFileSync('zstd', ['-q', plain, '-o', `${plain}.zst`]);
    writeFileSync(`${plain}.gz`, gzipSync(ndjson(FIVE)));
    const hosts = join(at, "it's a 'dir' [x]*");
    mkdirSync(hosts);
    for (const spec of FIVE)
      file(`${spec.name}'.json`, `${JSON.stringify(document(spec), null, 2)}\n`, hosts);
    await runCommand(FleetExport, '--to', join(at, 'out'), plain);
    for (const path of [`${plain}.zst`, `${plain}.gz`, hosts, join(at, 'five.*'), join(at, 'out')]) {
      const { by, hosts: count, profiles, skipped } = await ask(FleetSummary, path);
      expect([path, count, by, profiles, skipped.count]).toEqual([
        path,
        4,
        expected.by,
        expected.profiles,
        0,
      ]);
    }
  });

  it('draws bars, counts what expired, and shows no colour in a pipe', async () => {
    const { stdout } = await runCommand(FleetSummary, file('five.ndjson', ndjson(FIVE)));
    expect(stdout).toContain('4 hosts, and 1 with an expired report, not counted');
    expect(stdout).toMatch(/ {2}x86_64 +3 {2}█{24} {2}1 expired\n {2}aarch64 +1 {2}█{8}\n/);
    expect(stdout).not.toContain('\u001b');
  });
});

describe('fleet matrix', () => {
  it('marks hosts of one kernel that contradict each other, and not those that lack permission', async () => {
    const { columns, rows } = await ask(FleetMatrix, file('five.ndjson', ndjson(FIVE)));
    expect(columns).toEqual([
      { name: '6.12.1 x86_64', hosts: 3, expired: 0 },
      { name: '6.12.1 aarch64', hosts: 1, expired: 0 },
      { name: '5.10.0 x86_64', hosts: 0, expired: 1 },
    ]);
    const cell = (id: string, memory: string | null) =>
      rows.find((row: { id: string; memory: string | null }) => row.id === id && row.memory === memory).cells;
    expect(cell('register.minor', 'shmem')['6.12.1 x86_64']).toEqual({
      states: [
        { state: 'supported', hosts: 2 },
        { state: 'absent', hosts: 1 },
      ],
      drift: 'kernel',
    });
    expect(cell('register.minor', 'shmem')['5.10.0 x86_64']).toBeUndefined();
    expect(cell('open.syscall', null)['6.12.1 x86_64'].drift).toBe('circumstances');
  });

  it('shows what differs alone with --drift, by any axis', async () => {
    const { stdout } = await runCommand(
      FleetMatrix,
      '--drift',
      '--by',
      'arch',
      file('f.ndjson', ndjson(FIVE)),
    );
    expect(stdout).toMatch(/x86_64: 3 hosts, and 1 expired, hosts contradict each other in 1 row\n/);
    expect(stdout).toMatch(/register\.minor +shmem +2 supported, 1 absent !\n/);
    expect(stdout).toContain('aarch64: 1 host\n  no difference\n');
    expect(stdout).not.toContain('anonymous');
  });
});

describe('fleet pairs', () => {
  it('lets any host send to a ready one of its architecture, and names what is missing', async () => {
    const answer = await ask(FleetPairs, '--profile', 'minor-shmem', file('five.ndjson', ndjson(FIVE)));
    const groups = answer.classes.map(
      (one: { arch: string; state: string; hosts: number; granuleBytes: number | null; names: string[] }) => [
        one.arch,
        one.state,
        one.hosts,
        one.granuleBytes,
        one.names,
      ],
    );
    expect(groups).toEqual([
      ['aarch64', 'ready', 1, 4096, ['e']],
      ['x86_64', 'ready', 2, null, ['a', 'b']],
      ['x86_64', 'not_ready', 1, null, ['c']],
    ]);
    // a and b to each other (2); c to a and b (2). The report of d is past its time; the one arm64 has nobody.
    expect(answer.pairs).toEqual([
      { from: 1, to: 1, granuleBytes: null, pairs: 2 },
      { from: 2, to: 1, granuleBytes: null, pairs: 2 },
    ]);
    const fix = { arch: 'x86_64', basePageBytes: 4096, goal: 'ready', hosts: 1 };
    expect(answer.fixes).toEqual([
      { ...fix, who: 'os_configuration', reason: 'kernel_faults', needs: ['kernel_faults'] },
    ]);
  });

  it('says of a host that lacks several things that it needs all of them', async () => {
    const lacking = [
      'x absent',
      'y absent',
      'x absent; y absent',
      'x absent; z absent',
      'x absent; y absent',
    ];
    const specs = lacking.map((reason, at) => ({
      name: `host${at}`,
      profiles: { p: { state: 'not_ready', reason, who: 'kernel_build' } },
    }));
    const reports = file('several.ndjson', ndjson(specs));
    const answer = await ask(FleetPairs, '--profile', 'p', reports);
    expect(
      answer.fixes.map(({ needs, hosts }: { needs: string[]; hosts: number }) => [needs, hosts]),
    ).toEqual([
      [['x absent', 'y absent'], 2],
      [['x absent'], 1],
      [['x absent', 'z absent'], 1],
      [['y absent'], 1],
    ]);
    const pool = { arch: 'x86_64', basePageBytes: 4096 };
    expect(answer.causes).toEqual([
      { ...pool, cause: 'x absent', hosts: 4, alone: 1 },
      { ...pool, cause: 'y absent', hosts: 3, alone: 1 },
      { ...pool, cause: 'z absent', hosts: 1, alone: 0 },
    ]);
    const { stdout } = await runCommand(FleetPairs, '--profile', 'p', reports);
    expect(stdout).toMatch(/x86_64 +kernel build +all of: x absent; y absent +2 hosts\n/);
    expect(stdout).toMatch(/One cause at a time\n +x86_64 +x absent +4 hosts +1 with no other cause\n/);
  });

  it('says which hosts need HGM for the finest granule', async () => {
    const hgm = { state: 'supported', granuleBytes: 4096 };
    const specs = [{ name: 'a', hgm }, { name: 'b' }, { name: 'c' }].map((spec) => ({
      ...spec,
      profiles: { x: { state: 'ready', reason: 'all_met', who: null } },
    }));
    const answer = await ask(FleetPairs, '--profile', 'x', file('f.ndjson', ndjson(specs)));
    expect(answer.fixes).toEqual([
      {
        arch: 'x86_64',
        basePageBytes: 4096,
        goal: 'finest',
        who: 'kernel_build',
        reason: 'hgm',
        needs: ['hgm'],
        hosts: 2,
      },
    ]);
    // b and c to a: 2 at 4K; a to them: 2, and they to each other: 2, whole.
    const at = (bytes: number | null): number =>
      answer.pairs
        .filter((one: { granuleBytes: number | null }) => one.granuleBytes === bytes)
        .reduce((sum: number, one: { pairs: number }) => sum + one.pairs, 0);
    expect([at(4096), at(null)]).toEqual([2, 4]);
  });

  it('refuses a profile that nobody has, with the nearest', async () => {
    const { exitCode, line: said } = await runCommand(
      FleetPairs,
      '--profile',
      "minor-shmen' OR 1",
      file('f.ndjson', ndjson(FIVE)),
    );
    expect([exitCode, said]).toEqual([64, expect.stringContaining('no report speaks of the profile')]);
  });
});

describe('fleet outliers', () => {
  const timed = (name: string, p50Ns: number, cpu = 'CPU 1'): Spec => ({
    name,
    cpu,
    latency: { 'continue.huge:hugetlb-1G@4K/2': { n: 1000, p50Ns, p99Ns: p50Ns * 2, firstNs: null } },
  });

  it('names the slow one among its like, and not a fast CPU among slow ones', async () => {
    // Median of 1000 1010 … 1080, 9000 is 1045, deviations 45 35 25 15 5 5 15 25 35 7955: their median is 25,
    // times 1.4826 is 37.1; (9000 - 1045) / 37.065 = 214.6.
    const like = Array.from({ length: 9 }, (_, n) => timed(`n${n}`, 1000 + 10 * n));
    const specs = [...like, timed('slow', 9000), timed('other', 500, 'CPU 2')];
    const answer = await ask(FleetOutliers, file('f.ndjson', ndjson(specs)));
    expect(answer).toMatchObject({ found: 1, compared: 10, alone: 1, minPeers: 8, cuts: [] });
    expect(answer.outliers).toEqual([
      {
        host: `slow${'.'.repeat(28)}`,
        hostName: 'slow',
        kernelRelease: '6.12.1',
        basePageBytes: 4096,
        cpuModel: 'CPU 1',
        id: 'continue.huge',
        memory: 'hugetlb-1G',
        granuleBytes: 4096,
        units: 1,
        threads: 2,
        p50Ns: 9000,
        medianNs: 1045,
        score: 214.6,
        peers: 10,
      },
    ]);
  });

  it('does not take a clock that counts in steps for a spread of nothing', async () => {
    const same = Array.from({ length: 20 }, (_, n) => timed(`n${n}`, 1000));
    const { outliers } = await ask(FleetOutliers, file('f.ndjson', ndjson([...same, timed('step', 1100)])));
    expect(outliers).toEqual([]);
  });
});

describe('who is counted', () => {
  const DAY = 86_400_000;
  const at = (days: number): string => new Date(Date.now() + days * DAY).toISOString();

  it('a host that was dead at the moment is apart, unless it is asked for', async () => {
    const path = file('five.ndjson', ndjson(FIVE));
    const then = await ask(FleetSummary, '--as-of', '2026-03-01T12:00:00Z', path);
    expect([then.hosts, then.expired, then.later]).toEqual([5, 0, 0]);
    const before = await ask(FleetSummary, '--as-of', '2026-02-28', path);
    expect([before.hosts, before.later]).toEqual([0, 5]);
    // A day is asked about to its end, and today to this moment.
    const day = await ask(FleetSummary, '--as-of', '2026-03-01', path);
    expect([day.asOf, day.hosts + day.expired, day.later]).toEqual(['2026-03-01T23:59:59.999Z', 5, 0]);
    const today = await ask(FleetSummary, '--as-of', new Date().toISOString().slice(0, 10), path);
    expect(Date.parse(today.asOf)).toBeLessThanOrEqual(Date.now());
    const all = await ask(FleetPairs, '--profile', 'minor-shmem', '--include-expired', path);
    expect([all.hosts, all.expired, all.allPairs]).toEqual([5, 1, 6]);
    const { stdout } = await runCommand(FleetSummary, '--include-expired', path);
    expect(stdout).toContain('5 hosts, 1 of them with an expired report\n');
    const { stdout: drift } = await runCommand(FleetMatrix, '--include-expired', path);
    expect(drift).toContain('5.10.0 x86_64: 1 host\n');
    const { stdout: dead } = await runCommand(FleetMatrix, path);
    expect(dead).toContain('5.10.0 x86_64: 0 hosts, and 1 expired\n  no host that counts\n');
  });

  it.each(['yesterday', '2026-03-01T12:00:00', '2026-13-01'])('%s is no moment', async (moment) => {
    const { exitCode, line: said } = await runCommand(
      FleetSummary,
      '--as-of',
      moment,
      file('f.ndjson', ndjson(FIVE)),
    );
    expect([exitCode, said]).toEqual([64, expect.stringContaining(`not ${moment}`)]);
  });

  it('root is counted where several ask, and who else with --as', async () => {
    const qemu = { user: 'libvirt-qemu', euid: 64055 };
    const specs: Spec[] = [
      { name: 'a', hgm: { state: 'supported' } },
      { name: 'a', ranAs: qemu, at: '2026-03-01T11:00:00Z', hgm: { state: 'not_permitted' } },
      { name: 'b', ranAs: { user: null, euid: 1000 }, hgm: { state: 'unknown' } },
    ];
    const path = file('f.ndjson', ndjson(specs));
    const answer = await ask(FleetSummary, path);
    expect(answer).toMatchObject({ documents: 3, hosts: 2, superseded: 0, ofOthers: 1, caller: null });
    expect(answer.by.verdict.map(({ value }: { value: string }) => value)).toEqual(['supported', 'unknown']);
    expect(answer.callers).toEqual([
      { caller: '1000', hosts: 1 },
      { caller: 'libvirt-qemu', hosts: 1 },
      { caller: 'root', hosts: 1 },
    ]);
    const asked = await ask(FleetSummary, '--as', 'libvirt-qemu', path);
    expect([asked.hosts, asked.by.verdict[0].value]).toEqual([1, 'not_permitted']);
    expect((await runCommand(FleetSummary, path)).stdout).toContain('2 hosts; 1 report about other callers');
    expect((await runCommand(FleetSummary, '--as', '1000', path)).stdout).toContain('1 host as 1000\n');
    const near = await runCommand(FleetSummary, '--as', 'libvirt-qemo', path);
    expect([near.exitCode, near.line]).toEqual([64, expect.stringContaining('did you mean libvirt-qemu?')]);
    const none = await runCommand(FleetSummary, '--as', 'postgres', path);
    expect([none.exitCode, none.line]).toEqual([64, expect.stringContaining('they are about 1000,')]);
  });

  it('clones of one disk and a clock that is a year ahead are named', async () => {
    const id = 'c'.repeat(32);
    const specs: Spec[] = [
      ...['x', 'y', 'z'].map((name, n) => ({ name, id, boot: `b${n}`, at: at(-1 + n / 10) })),
      // Renamed without a new start.
      ...['old', 'new'].map((name, n) => ({ name, id: 'd'.repeat(32), boot: 'b', at: at(-1 + n / 10) })),
      { name: 'ahead', at: at(365), until: at(366) },
      { name: 'mended', at: at(365), until: at(366) },
      { name: 'mended', at: at(-1), hgm: { state: 'supported' } },
      { name: 'an hour', at: at(1 / 24) },
    ];
    const { stdout, stderr } = await runCommand(FleetSummary, '--json', file('f.ndjson', ndjson(specs)));
    const { hosts, later, shared, ahead } = JSON.parse(stdout);
    expect([hosts, later]).toEqual([4, 2]);
    expect(shared).toEqual({ count: 1, named: [{ hostId: id, names: 3, boots: 3 }] });
    expect(ahead.count).toBe(2);
    expect(ahead.named.map(({ hostName }: { hostName: string }) => hostName).sort()).toEqual([
      'ahead',
      'mended',
    ]);
    expect(stderr).toContain(
      `1 host id of several names and boots (clones?), each counted once: ${id} has 3 names\n`,
    );
    expect(stderr).toMatch(
      /2 hosts with reports from the future, which do not count: \w+ of [-:TZ\d]+, and 1 more;/,
    );
  });
});

describe('a list that is cut', () => {
  const many = (count: number, of: (n: number) => Partial<Spec>): string =>
    file('many.ndjson', ndjson(Array.from({ length: count }, (_, n) => ({ name: `h${n}`, ...of(n) }))));

  it('of kernels, columns and groups says how many there are', async () => {
    const path = many(1480, (n) => ({
      kernel: `6.1.${n}`,
      profiles: { p: { state: n === 0 ? 'ready' : 'not_ready', reason: `lacks ${n}`, who: null } },
    }));
    const summary = await ask(FleetSummary, path);
    expect([summary.by.kernel.length, summary.cuts]).toEqual([
      1000,
      [{ list: 'by.kernel', shown: 1000, total: 1480 }],
    ]);
    expect((await runCommand(FleetSummary, path)).stdout).toContain('  and 1,460 more\n');
    const matrix = await ask(FleetMatrix, path);
    expect([matrix.columns.length, matrix.cuts]).toEqual([
      200,
      [{ list: 'columns', shown: 200, total: 1480 }],
    ]);
    expect((await runCommand(FleetMatrix, path)).stdout).toContain(
      '200 of 1,480 columns: those with most hosts\n',
    );
    const pairs = await ask(FleetPairs, '--profile', 'p', path);
    expect([pairs.classes.length, pairs.allPairs, pairs.cuts]).toEqual([
      200,
      1479,
      [
        { list: 'classes', shown: 200, total: 1480 },
        { list: 'fixes', shown: 1000, total: 1479 },
        { list: 'causes', shown: 1000, total: 1479 },
      ],
    ]);
    expect((await runCommand(FleetPairs, '--profile', 'p', path)).stdout).toContain(
      '200 of 1,480 groups: those with most hosts; pairs are of these\n',
    );
  });

  it('of names in a group says how many there are', async () => {
    const path = many(1200, () => ({ profiles: { p: { state: 'ready', reason: null, who: null } } }));
    const { classes, cuts } = await ask(FleetPairs, '--profile', 'p', path);
    expect([classes[0].hosts, classes[0].names.length]).toEqual([1200, 1000]);
    expect(classes[0].names).toEqual([...classes[0].names].sort());
    expect(cuts).toEqual([{ list: 'names', shown: 1000, total: 1200 }]);
    const { stdout } = await runCommand(FleetPairs, '--profile', 'p', path);
    expect(stdout).toContain(' and 1,197 more\n');
    expect(stdout).toContain('1,000 of 1,200 hosts have their names in --json\n');
  });

  it('of outliers has the true total', async () => {
    const path = many(6000, (n) => ({
      latency: { wake: { n: 9, p50Ns: n < 1500 ? 90_000 + n : 1000 + (n % 9), p99Ns: null, firstNs: null } },
    }));
    const answer = await ask(FleetOutliers, path);
    expect([answer.found, answer.outliers.length, answer.cuts]).toEqual([
      1500,
      1000,
      [{ list: 'outliers', shown: 1000, total: 1500 }],
    ]);
    const { stdout } = await runCommand(FleetOutliers, path);
    expect(stdout).toContain('1,500 of 6,000 series out of line\n');
    expect(stdout).toContain('  and 1,460 more; --json names the first 1,000\n');
  });
});
