import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import Require from '../../src/commands/require.js';
import { judge } from '../../src/document/index.js';
import { STOCK } from '../unit/judge/stock.js';
import { runCommand } from './run.js';

const { observe } = vi.hoisted(() => ({ observe: vi.fn() }));

vi.mock('../../src/observe/index.js', () => ({ observe, hugePageSizes: () => [2 ** 21, 2 ** 30] }));

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hgm-probe-test-'));
  file = join(folder, 'report.json');
  observe.mockReset().mockResolvedValue(STOCK);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const HOUR_MS = 3_600_000;

/** Stores the report of a stock host, with some time left, or past its time. */
function store(hoursLeft: number): string {
  const expiresAt = new Date(Date.now() + hoursLeft * HOUR_MS).toISOString();
  writeFileSync(file, JSON.stringify({ ...judge(STOCK), expiresAt }));
  return file;
}

describe('--format junit', () => {
  it('has a test case for each expression: not met is a failure, cannot tell an error', async () => {
    const asked = ['continue.base:shmem', 'hgm', 'latency:collapse.2M.p99<50us'];
    const { stdout, exitCode } = await runCommand(Require, ...asked, '--from', store(1), '--format', 'junit');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites name="hgm-probe require" tests="3" failures="1" errors="1">\n/,
    );
    expect(stdout).toContain(
      '<testcase classname="hgm-probe.require" name="continue.base:shmem" time="0"/>\n',
    );
    expect(stdout).toMatch(
      /name="hgm" time="0"><failure type="not_met" message="hgm: absent \(refused\)[^"]*">[^<]*hgm: [^<]*<\/failure>/,
    );
    expect(stdout).toContain('name="latency:collapse.2M.p99&#60;50us" time="0"><error type="cannot_tell"');
  });

  it('is an error throughout where the report is past its time, and no other form beside it', async () => {
    const { stdout, exitCode } = await runCommand(
      Require,
      'hgm',
      'kernel_faults',
      '--from',
      store(-1),
      '--format',
      'junit',
    );
    expect([
      exitCode,
      stdout.match(/<error type="cannot_tell" message="the report of stock expired/g)?.length,
    ]).toEqual([3, 2]);
    expect((await runCommand(Require, 'hgm', '--json', '--format', 'junit')).exitCode).toBe(64);
  });
});

it('has the word in colour where that is asked for', async () => {
  const { stdout } = await runCommand(Require, 'hgm', '--from', store(1), '--color', 'always');
  expect(stdout.replaceAll('\u001b', '^')).toMatch(/^\^\[31mnot met\^\[39m: hgm: absent/);
});

it('takes a report that an editor began with a mark of byte order', async () => {
  writeFileSync(store(1), `\ufeff${readFileSync(file, 'utf8')}`);
  expect((await runCommand(Require, 'hgm', '--from', file)).exitCode).toBe(1);
});

describe('the verdict', () => {
  it.each([
    ['continue.base:shmem', 0, 'met: continue.base:shmem: supported'],
    ['profile:qemu-postcopy', 0, 'met: profile:qemu-postcopy: ready'],
    ['qemu-postcopy', 0, 'met: profile:qemu-postcopy: ready'],
    ['hgm.continue:1G@4K', 1, 'not met: hgm.continue:1G@4K: absent (refused) on hugetlb-1G'],
    ['latency:collapse.2M.p99<50us', 3, 'cannot tell: latency:collapse.2M.p99<50us: not measured ('],
  ])('%s ends with %i and one line', async (expr, exitCode, line) => {
    const ran = await runCommand(Require, expr);
    expect(ran).toMatchObject({ exitCode, stderr: '' });
    expect(ran.stdout.startsWith(line)).toBe(true);
    expect(ran.stdout.match(/\n/g)).toHaveLength(1);
  });

  it('of several is that of all together', async () => {
    expect((await runCommand(Require, 'open.device', 'kernel_faults')).exitCode).toBe(0);
    expect((await runCommand(Require, 'open.device', 'hgm')).exitCode).toBe(1);
  });

  it('shows the evidence of every term where it is asked for', async () => {
    const { stdout } = await runCommand(Require, 'continue.base:shmem and hgm:2M', '--explain');
    expect(stdout).toContain('\ncontinue.base:shmem: met: supported\n    test base 0');
    expect(stdout).toContain('\nhgm:2M: not met: absent (refused); to be changed by: kernel build\n');
    expect(stdout).toContain('    control continue_whole -1 EFAULT');
  });

  it('is a document with --json', async () => {
    const { stdout, exitCode } = await runCommand(Require, 'hgm', 'open.device', '--json');
    const document = JSON.parse(stdout);
    expect(exitCode).toBe(1);
    expect(document).toMatchObject({
      expressions: ['hgm', 'open.device'],
      verdict: 'not_met',
      exitCode: 1,
      reason: 'hgm: absent (refused)',
      host: { id: STOCK.host.id, name: 'stock' },
      collectedAt: STOCK.collectedAt,
    });
    expect(document.terms.map(({ term, truth }: { term: string; truth: string }) => [term, truth])).toEqual([
      ['hgm', 'not_met'],
      ['open.device', 'met'],
    ]);
  });
});

describe('the run', () => {
  it('takes time for measuring only where a latency is asked for', async () => {
    await runCommand(Require, 'hgm');
    await runCommand(Require, 'hgm or latency:continue.2M.p50<1s', '--borrow', '2M');
    expect(observe.mock.calls.map(([options]) => options)).toMatchObject([
      { latency: false, borrow: { mode: 'auto', sizes: [] } },
      { latency: true, borrow: { mode: 'none', sizes: [2 ** 21] } },
    ]);
  });

  it('is none with --from', async () => {
    const ran = await runCommand(Require, 'profile:minor-shmem', '--from', store(1));
    expect(ran).toMatchObject({ exitCode: 0, stdout: 'met: profile:minor-shmem: ready [as root]\n' });
    expect(observe).not.toHaveBeenCalled();
  });
});

describe('a stored report', () => {
  it('past its time can not tell, unless that is allowed', async () => {
    const ran = await runCommand(Require, 'open.device', '--from', store(-1));
    expect(ran.exitCode).toBe(3);
    expect(ran.stdout).toMatch(/^cannot tell: the report of stock expired on .*--allow-expired\n$/);
    expect((await runCommand(Require, 'open.device', '--from', file, '--allow-expired')).exitCode).toBe(0);
    expect((await runCommand(Require, 'hgm', '--from', file, '--allow-expired')).exitCode).toBe(1);
  });

  it.each([
    ['{"format":1}', 65],
    ['oops', 65],
    [null, 74],
  ])('%j ends with %i', async (text, exitCode) => {
    if (text !== null) writeFileSync(file, text);
    const ran = await runCommand(Require, 'hgm', '--from', file);
    expect([ran.exitCode, ran.stdout]).toEqual([exitCode, '']);
    expect(ran.line).toContain(file);
  });
});

describe('--profiles', () => {
  it('brings a profile that can be required', async () => {
    const mine = {
      name: 'mine',
      title: 'Mine',
      consumer: 'me',
      sources: [{ what: 'me', date: '2026-01-02' }],
      requires: [{ expr: 'hgm', why: 'because' }],
    };
    writeFileSync(join(folder, 'mine.json'), JSON.stringify(mine));
    const ran = await runCommand(Require, 'profile:mine', '--profiles', folder);
    expect(ran).toMatchObject({
      exitCode: 1,
      stdout: 'not met: profile:mine: not ready: hgm absent (refused) [as root]\n',
    });
  });
});

it.each([
  [[], 'require needs at least one EXPR'],
  [['hgm andd open.device'], 'cannot read "hgm andd open.device": expected'],
  [
    ['hgm', 'profile:qemu-postcop'],
    'cannot read "profile:qemu-postcop": unknown profile qemu-postcop at column 1, did',
  ],
  [['hgm', '--allow-expired'], '--allow-expired'],
  [['hgm', '--json', '--explain'], '--json=true cannot also be provided'],
  [['hgm', '--from', 'x', '--borrow', 'none'], '--borrow is for a run on this host'],
  [['hgm', '--profiles', ''], '--profiles needs the name of a folder'],
  [['hgm', '--frm', 'x'], '--from'],
])('%j is a usage error before anything is run', async (args, line) => {
  const ran = await runCommand(Require, ...args);
  expect([ran.exitCode, ran.stdout]).toEqual([64, '']);
  expect(ran.line).toContain(line);
  expect(ran.line).not.toContain('\n');
  expect(observe).not.toHaveBeenCalled();
});
