import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { progressLine } from '../../src/cli/output/progress.js';
import { isUtf8 } from '../../src/cli/output/terminal.js';
import { allowedCpus } from '../../src/cli/values/bench.js';
import Bench from '../../src/commands/bench.js';
import { benchObservations } from '../fixtures/bench.js';
import { runCommand } from './run.js';

const { observeBench } = vi.hoisted(() => ({ observeBench: vi.fn() }));

vi.mock('../../src/observe/bench.js', () => ({ observeBench }));
vi.mock('../../src/observe/index.js', () => ({ hugePageSizes: () => [2 ** 21, 2 ** 30] }));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hgm-probe-test-'));
  observeBench.mockReset().mockResolvedValue(benchObservations());
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const asked = () => observeBench.mock.calls[0]?.[0];
const [cpu = 0] = allowedCpus();

describe('what is asked for', () => {
  it('is bounded in samples and time, if nothing else is said', async () => {
    await runCommand(Bench);
    expect(asked()).toMatchObject({
      borrow: { mode: 'auto', sizes: [] },
      wish: { samples: 10_000, durationMs: 30_000, cpu: null, sizes: [], linkGbps: 25 },
    });
  });

  it('is what the flags say', async () => {
    const flags = [
      '--samples=7',
      '--duration=2m',
      `--cpu=${cpu}`,
      '--size=1G',
      '--size=2M',
      '--link-gbps=0.5',
    ];
    await runCommand(Bench, ...flags, '--borrow=1G');
    expect(asked()).toMatchObject({
      borrow: { mode: 'none', sizes: [2 ** 30] },
      wish: { samples: 7, durationMs: 120_000, cpu, sizes: [2 ** 21, 2 ** 30], linkGbps: 0.5 },
    });
  });

  it.each([
    [['--samples', '0'], '--samples 0 is not a whole number from 1'],
    [['--samples', '1e6'], '--samples 1e6 is not'],
    [['--duration', '10'], '--duration 10 is not a time such as 10s'],
    [['--duration', '0s'], '--duration 0s is not'],
    [['--duration', '7d'], '--duration 7d is not a time such as 10s, 500ms or 2m, 11 days at most'],
    [['--duration', '265h'], '--duration 265h is not'],
    [['--cpu', '99999'], '--cpu 99999: this process may run on CPU '],
    [['--cpu=-1'], '--cpu -1: '],
    [['--size', '16G'], '--size 16G: no such huge page size here; this host has 2M, 1G'],
    [['--size', 'big'], '--size big is no size such as 2M'],
    [['--link-gbps', '0'], '--link-gbps 0 is not a speed'],
    [['--link-gbps', 'fast'], '--link-gbps fast is not'],
    [['--report', ''], '--report needs the name of a file'],
    [['--report', '-'], '--report leads to the place of --output'],
    [['--scrub'], 'give --record, too'],
  ])('%j is a usage error', async (flags, line) => {
    const failed = await runCommand(Bench, ...flags);
    expect(failed.line).toContain(line);
    expect([failed.exitCode, failed.stdout]).toEqual([64, '']);
    expect(observeBench).not.toHaveBeenCalled();
  });
});

describe('what is written', () => {
  it('is the document with each distribution, and nothing on stderr', async () => {
    const { stdout, stderr } = await runCommand(Bench, '--json');
    expect(JSON.parse(stdout).timings[0].distribution.counts).toHaveLength(16);
    expect(stderr).toBe('');
  });

  it('is a page as well, and ASCII where that was asked for', async () => {
    const file = join(folder, 'bench.html');
    const { stdout } = await runCommand(Bench, '--report', file, '--ascii');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: everything but ASCII is looked for
    expect(stdout).not.toMatch(/[^\u0000-\u007f]/);
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
  });

  it('is nothing where a place can not be written to', async () => {
    const { exitCode } = await runCommand(Bench, '--report', join(folder, 'missing', 'bench.html'));
    expect(exitCode).toBe(74);
    expect(observeBench).not.toHaveBeenCalled();
  });
});

describe('Ctrl-C', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s ends it in order, and the report is written',
    async (name) => {
      const before = process.listenerCount(name);
      observeBench.mockImplementation(async ({ signal }: { signal: AbortSignal }) => {
        expect(process.listenerCount(name)).toBe(before + 1);
        process.emit(name);
        expect(signal.aborted).toBe(true);
        // The second one meets what stood there before: by default, the end of the process.
        expect(process.listenerCount(name)).toBe(before);
        return benchObservations({ complete: false });
      });
      const output = join(folder, 'report.json');
      const { exitCode } = await runCommand(Bench, '--json', '--output', output);
      expect(exitCode).toBe(0);
      expect(JSON.parse(readFileSync(output, 'utf8')).bench.complete).toBe(false);
    },
  );

  it('leaves no listener where the work fails, and no report', async () => {
    observeBench.mockRejectedValue(new Error('no process to be had'));
    const before = process.listenerCount('SIGINT');
    const output = join(folder, 'report.json');
    expect((await runCommand(Bench, '--output', output)).exitCode).toBe(70);
    expect([process.listenerCount('SIGINT'), existsSync(output)]).toEqual([before, false]);
  });
});

describe('progress', () => {
  const at = { title: 'COPY, shmem', at: 7, of: 45, leftMs: 12_300 };

  it('says which, how far and how long still, and counts down', () => {
    expect(progressLine(at, 0, false)).toBe('7 of 45: COPY, shmem, about 13 s left');
    expect(progressLine(at, 5_000, false)).toBe('7 of 45: COPY, shmem, about 8 s left');
    expect(progressLine(at, 60_000, false)).toBe('7 of 45: COPY, shmem, about 0 s left');
    expect(progressLine({ ...at, leftMs: null }, 0, false)).toBe('7 of 45: COPY, shmem');
    expect(progressLine(at, 0, true)).toContain('Ctrl-C again to end at once');
  });

  it('is on stderr where somebody looks, and stdout is the same', async () => {
    const quiet = await runCommand(Bench, '--json');
    observeBench.mockImplementation(async ({ onProgress }) => {
      onProgress(at);
      return benchObservations();
    });
    Object.assign(process.stderr, { isTTY: true });
    const loud = await runCommand(Bench, '--json').finally(() =>
      Object.assign(process.stderr, { isTTY: false }),
    );
    expect(loud.stderr).toContain('measuring');
    expect(loud.stdout).toBe(quiet.stdout);
  });
});

it.each([
  [{ LANG: 'de_DE.UTF-8' }, true],
  [{ LANG: 'C.utf8' }, true],
  [{ LANG: 'C' }, false],
  [{}, false],
  [{ LC_ALL: 'C', LANG: 'C.UTF-8' }, false],
  [{ LC_CTYPE: 'C.UTF-8', LANG: 'C' }, true],
  [{ LC_ALL: '', LANG: 'C.UTF-8' }, true],
])('the locale %j has UTF-8: %s', (env, expected) => expect(isUtf8(env)).toBe(expected));

it('knows the CPUs that it may run on, as the kernel lists them', () => {
  expect(allowedCpus('Name:\tnode\nCpus_allowed_list:\t0-2,8,10-11\n')).toEqual([0, 1, 2, 8, 10, 11]);
  expect(allowedCpus('')).toEqual([]);
});
