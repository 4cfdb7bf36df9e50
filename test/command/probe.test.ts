import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import Probe from '../../src/commands/probe.js';
import type { Observations } from '../../src/observe/observations.js';
import { inventoryOf } from '../../src/report/inventory.js';
import { stockReport } from '../fixtures/report.js';
import { runCommand } from './run.js';

const { observe, judge } = vi.hoisted(() => ({ observe: vi.fn(), judge: vi.fn() }));

vi.mock('../../src/observe/index.js', () => ({ observe, hugePageSizes: () => [2 ** 21, 2 ** 30] }));
vi.mock('../../src/document/index.js', () => ({ judge }));
// The catalog here is not the one that they speak of.
vi.mock('../../src/profiles/own.js', () => ({
  loadProfiles: (folder?: string) => [{ name: folder ?? 'own', users: ['libvirt-qemu'] }],
}));
vi.mock('../../src/capabilities/catalog.js', () => import('../fixtures/catalog.js'));

const OBSERVATIONS = { format: 1, toolVersion: '0.1.0' } as Observations;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hgm-probe-test-'));
  observe.mockReset().mockResolvedValue(OBSERVATIONS);
  judge.mockReset().mockReturnValue(stockReport());
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const asked = () => observe.mock.calls[0]?.[0];

describe('what is asked for', () => {
  it('takes a page of a size only where two more stay free, and measures, if nothing else is said', async () => {
    await runCommand(Probe);
    expect(asked()).toEqual({
      borrow: { mode: 'auto', sizes: [] },
      identity: null,
      users: ['libvirt-qemu'],
      latency: true,
      toolVersion: '0.1.0',
      onLoss: expect.any(Function),
      onOtherRights: expect.any(Function),
    });
  });

  it('judges readiness for the profiles of the tool, and for those in a folder', async () => {
    await runCommand(Probe);
    await runCommand(Probe, '--profiles', 'mine');
    expect(judge.mock.calls.map(([, options]) => options.profiles)).toEqual([
      [{ name: 'own', users: ['libvirt-qemu'] }],
      [{ name: 'mine', users: ['libvirt-qemu'] }],
    ]);
  });

  it.each([
    [['--borrow', 'none'], { mode: 'none', sizes: [] }],
    [['--borrow', '1G'], { mode: 'none', sizes: [2 ** 30] }],
    [['--borrow', '1048576kB', '--borrow', '2MiB'], { mode: 'none', sizes: [2 ** 21, 2 ** 30] }],
    [['--borrow=auto', '--borrow=1G', '--borrow=1GiB'], { mode: 'auto', sizes: [2 ** 30] }],
  ])('%j', async (flags, borrow) => {
    await runCommand(Probe, ...flags);
    expect(asked().borrow).toEqual(borrow);
  });

  it.each([
    [['--borrow', 'none', '--borrow', '2M'], '--borrow 2M asks for one'],
    [['--borrow', '16G'], 'no such huge page size here; this host has 2M, 1G'],
    [['--borrow', 'much'], 'is not none, auto or a size such as 2M'],
    [['--json', '--format', 'table'], 'contradict each other'],
    [
      ['--format', 'xml'],
      'expected --format=xml to be one of: table, json, ndjson, stable, markdown, prometheus, nfd, nova, ansible, facter, nagios, tap, csv; see hgm-probe --help',
    ],
    [['--compact'], '--compact is about the document; give --json, too'],
    [['--compact', '--format', 'nfd'], '--compact is about the document'],
    [['--check', 'hgm'], '--check is for --format nagios'],
    [['--ttl', '5'], '--ttl 5 is not a time such as 90m, 12h or 7d'],
    [['--ttl', '500ms'], '--ttl 500ms is not a time such as 90m'],
    [['--ttl', '522w'], 'ten years at most'],
    [['--jsn'], 'unknown flag --jsn, did you mean --json?'],
    [['extra'], 'unexpected argument: extra'],
    [['--profiles', ''], '--profiles needs the name of a folder'],
    [['--output', ''], '--output needs the name of a file'],
    [['--record', '-'], '--record and --output lead to the same place'],
  ])('%j is a usage error', async (flags, line) => {
    const { exitCode, stdout, ...failed } = await runCommand(Probe, ...flags);
    expect(failed.line).toContain(line);
    expect(failed.line).not.toContain('\n');
    expect([exitCode, stdout]).toEqual([64, '']);
    expect(observe).not.toHaveBeenCalled();
  });

  it('measures nothing with --no-latency', async () => {
    await runCommand(Probe, '--no-latency');
    expect(asked().latency).toBe(false);
  });
});

describe('what is written', () => {
  it('is the table without colour and without a word on stderr, where nothing is a terminal', async () => {
    const { stdout, stderr } = await runCommand(Probe);
    expect(stdout).toMatch(/^HGM: absent\. /);
    expect(stdout).not.toContain('\u001b');
    expect(stderr).toBe('');
  });

  it.each([[['--json']], [['--format', 'json']]])('is the document with %j', async (flags) => {
    const { stdout } = await runCommand(Probe, ...flags);
    expect(JSON.parse(stdout)).toEqual(stockReport());
  });

  it.each([[['--json', '--compact']], [['--format', 'ndjson']]])(
    'is the form that a fleet stores with %j',
    async (flags) => {
      const { stdout } = await runCommand(Probe, ...flags);
      expect(stdout).toBe(`${JSON.stringify(inventoryOf(stockReport()))}\n`);
    },
  );

  it.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['12h', 43_200_000],
    ['7d', 604_800_000],
    ['521w', 315_100_800_000],
  ])('expires %s later', async (ttl, ms) => {
    await runCommand(Probe, '--ttl', ttl);
    expect(judge.mock.calls[0]?.[1]).toMatchObject({ ttlMs: ms });
  });

  it('goes to the file of --output, and a recording to that of --record', async () => {
    const output = join(folder, 'report.json');
    const record = join(folder, 'recording.json');
    const { stdout } = await runCommand(Probe, '--json', '--output', output, '--record', record);
    expect(stdout).toBe('');
    expect(JSON.parse(readFileSync(output, 'utf8'))).toEqual(stockReport());
    expect(readFileSync(record, 'utf8')).toBe(`${JSON.stringify(OBSERVATIONS)}\n`);
    expect(readdirSync(folder).sort()).toEqual(['recording.json', 'report.json']);
  });

  it('is the recording, even where judging fails', async () => {
    judge.mockImplementation(() => {
      throw new TypeError('cannot read x of undefined');
    });
    const record = join(folder, 'recording.json');
    const { exitCode, line } = await runCommand(Probe, '--record', record);
    expect(readFileSync(record, 'utf8')).toContain('"format":1');
    expect(exitCode).toBe(70);
    expect(line).toMatch(
      /^internal error: cannot read x of undefined; please report it: .*DEBUG=hgm-probe.*--record/,
    );
  });

  it('fails before probing where the file cannot be written', async () => {
    const { exitCode, line } = await runCommand(Probe, '--output', join(folder, 'missing', 'report.json'));
    expect(exitCode).toBe(74);
    expect(line).toMatch(/^cannot write .*report\.json: no such file or directory$/);
    expect(observe).not.toHaveBeenCalled();
  });
});

describe('how much of the table', () => {
  const lines = async (...flags: string[]): Promise<string[]> =>
    (await runCommand(Probe, ...flags)).stdout.trimEnd().split('\n');

  it.each([['--all'], ['-a']])('is all of it with %s', async (flag) => {
    const all = await lines(flag);
    expect(all.join('\n')).toMatch(/^ {2}continue\.base /m);
    expect(all.at(-1)).toMatch(/^huge pages taken/);
  });

  it('is what a person needs first, and where the rest is', async () => {
    const first = await lines('--as', 'nobody');
    expect(first.join('\n')).not.toContain('continue.base ');
    expect(first.at(-1)).toBe('More: hgm-probe --as nobody --all; on a name: hgm-probe explain NAME');
    // No shell would take that name as it stands.
    expect((await lines('--as', 'no body')).at(-1)).toMatch(/^More: the same with --all/);
  });

  it('is two lines with --brief', async () => expect(await lines('--brief')).toHaveLength(2));

  it('is the sections that are named, in the order of the page', async () => {
    const some = await lines('--section', 'pools,verdict', '--section', 'matrix');
    expect(some[0]).toMatch(/^HGM: absent/);
    expect(some.indexOf('Pools and settings')).toBeGreaterThan(some.indexOf('Ways in'));
    expect(some.join('\n')).not.toMatch(/Timings|What to do/);
  });

  it.each([
    [
      ['--section', 'matrx'],
      '--section matrx: no such section; did you mean matrix? They are verdict, ways, ',
    ],
    [['--section', 'zzzzzzzz'], '--section zzzzzzzz: no such section; They are verdict, '],
    [['--all', '--json'], '--all is about the table; leave it out, or --format json'],
    [['--section', 'ways', '--format', 'nfd'], '--section is about the table'],
    [['--brief', '--compact', '--json'], '--brief is about the table'],
    [['--all', '--brief'], 'cannot also be provided when using --all'],
  ])('%j is a usage error', async (flags, line) => {
    const { exitCode, stdout, ...failed } = await runCommand(Probe, ...flags);
    expect(failed.line).toContain(line);
    expect([exitCode, stdout]).toEqual([64, '']);
    expect(observe).not.toHaveBeenCalled();
  });
});

describe('quietly', () => {
  const quiet = (...argv: string[]) => runCommand(Probe, '--quiet', ...argv);

  it.each([
    ['continue.base:shmem', 0],
    ['hgm', 1],
    ['pages:1G>=512', 3],
  ])('exits by what %s comes to, with %i', async (name, exitCode) => {
    expect(await quiet('--check', name)).toEqual({ stdout: '', stderr: '', exitCode });
    expect(asked()).toMatchObject({ latency: false });
  });

  it.each([
    [[], '--quiet says it by the exit code alone; name what must be, as in --check profile:qemu-postcopy'],
    [['--check', 'hgm and'], 'cannot read "hgm and"'],
    [['--check', 'hgm', '--json'], 'cannot also be provided when using --quiet'],
    [['--check', 'hgm', '--output', 'x'], 'cannot also be provided when using --quiet'],
  ])('%j is a usage error', async (flags, line) => {
    const ran = await quiet(...flags);
    expect([ran.exitCode, ran.stdout]).toEqual([64, '']);
    expect(ran.line).toContain(line);
    expect(observe).not.toHaveBeenCalled();
  });
});

describe('as a monitoring plugin', () => {
  const plugin = (...argv: string[]) => runCommand(Probe, '--format', 'nagios', ...argv);

  it.each([
    [[], 0, /^HGM OK - hgm absent:refused \| /],
    [['--check', 'open.user_mode_only'], 1, /^HGM WARNING - /],
    [['--check', 'register.missing', '--check', 'hgm'], 2, /^HGM CRITICAL - /],
    [['--check', 'none'], 3, /^HGM UNKNOWN - none no such row/],
  ])('exits by what it found: %j is %i', async (flags, code, line) => {
    const { exitCode, stdout } = await plugin(...flags);
    expect(exitCode).toBe(code);
    expect(stdout).toMatch(line);
  });
});

describe('on a terminal', () => {
  const streams = [process.stdout, process.stderr] as { isTTY?: boolean; columns?: number }[];

  beforeEach(() => {
    vi.stubEnv('TERM', 'xterm');
    for (const name of ['NO_COLOR', 'FORCE_COLOR', 'CLICOLOR', 'CLICOLOR_FORCE']) vi.stubEnv(name, undefined);
    for (const stream of streams) Object.assign(stream, { isTTY: true, columns: 80 });
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    for (const stream of streams) Object.assign(stream, { isTTY: false });
  });

  it('has colours and shows progress on stderr', async () => {
    observe.mockImplementation(async ({ onProgress }) => {
      onProgress({ title: 'populate on hugetlb 1G', at: 57, of: 114, leftMs: 3_400 });
      return OBSERVATIONS;
    });
    const { stdout, stderr } = await runCommand(Probe, '--all');
    expect(stdout).toContain('\u001b[32msupported');
    expect(stderr).toContain(' 57 of 114: populate on hugetlb 1G, about 4 s left');
  });

  it.each(['NO_COLOR', 'TERM'])('has none where %s says so', async (name) => {
    vi.stubEnv(name, name === 'TERM' ? 'dumb' : '1');
    expect((await runCommand(Probe)).stdout).not.toContain('\u001b[3');
  });

  const coloured = async (...flags: string[]): Promise<boolean> =>
    (await runCommand(Probe, ...flags)).stdout.includes('\u001b[');

  it.each([
    [{ CLICOLOR: '0' }, false],
    [{ CLICOLOR: '1' }, true],
    [{ FORCE_COLOR: '0' }, false],
    [{ FORCE_COLOR: 'false' }, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    [{ NO_COLOR: '' }, true],
  ])('has colours as %j says', async (env, expected) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    expect(await coloured()).toBe(expected);
    expect(await coloured('--color', 'always')).toBe(true);
    expect(await coloured('--color=never')).toBe(false);
  });

  it.each([
    [{}, false],
    [{ FORCE_COLOR: '1' }, true],
    [{ CLICOLOR_FORCE: '1' }, true],
    [{ CLICOLOR_FORCE: '0' }, false],
  ])('in a pipe has them as %j says', async (env, expected) => {
    for (const stream of streams) Object.assign(stream, { isTTY: false });
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    expect(await coloured()).toBe(expected);
    expect(await coloured('--color', 'always')).toBe(true);
  });

  it('in a file has them only if they are asked for', async () => {
    vi.stubEnv('FORCE_COLOR', '1');
    const output = join(folder, 'report.txt');
    await runCommand(Probe, '--output', output);
    expect(readFileSync(output, 'utf8')).not.toContain('\u001b');
    await runCommand(Probe, '--output', output, '--color', 'always');
    expect(readFileSync(output, 'utf8')).toContain('\u001b');
  });

  it('has none with --no-color, and none in a file', async () => {
    expect((await runCommand(Probe, '--no-color')).stdout).not.toContain('\u001b');
    const output = join(folder, 'report.txt');
    await runCommand(Probe, '--output', output);
    expect(readFileSync(output, 'utf8')).not.toContain('\u001b');
  });
});
