import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import Judge from '../../src/commands/judge.js';
import Probe from '../../src/commands/probe.js';
import { STOCK } from '../unit/judge/stock.js';
import { runCommand } from './run.js';

const { observe } = vi.hoisted(() => ({ observe: vi.fn() }));

vi.mock('../../src/observe/index.js', () => ({ observe, hugePageSizes: () => [2 ** 21, 2 ** 30] }));

const VERSION = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hgm-probe-test-'));
  file = join(folder, 'recording.json');
  observe
    .mockReset()
    .mockImplementation(async ({ toolVersion }: { toolVersion: string }) => ({ ...STOCK, toolVersion }));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the report of a run, from its recording', () => {
  it.each([['--json'], ['--all']])('is the same, byte for byte, with %s', async (flag) => {
    const run = await runCommand(Probe, flag, '--record', file);
    expect(await runCommand(Judge, file, flag)).toEqual({ stdout: run.stdout, stderr: '', exitCode: 0 });
    writeFileSync(file, gzipSync(readFileSync(file)));
    expect((await runCommand(Judge, file, flag)).stdout).toBe(run.stdout);
  });

  it('bears the stamp of the version that judges', async () => {
    expect(JSON.parse((await runCommand(Probe, '--json')).stdout).tool.version).toBe(VERSION);
    writeFileSync(file, JSON.stringify({ ...STOCK, toolVersion: '9.9.9' }));
    expect(JSON.parse((await runCommand(Judge, file, '--json')).stdout).tool.version).toBe(VERSION);
  });

  it('goes to the file of --output', async () => {
    writeFileSync(file, JSON.stringify(STOCK));
    const output = join(folder, 'report.json');
    expect((await runCommand(Judge, file, '--json', '--output', output)).stdout).toBe('');
    expect(JSON.parse(readFileSync(output, 'utf8')).host.name).toBe('stock');
  });
});

describe('--html', () => {
  it('writes the page beside the report, of a run and of its recording', async () => {
    const [page, again] = [join(folder, 'a.html'), join(folder, 'b.html')];
    const run = await runCommand(Probe, '--record', file, '--html', page);
    expect(run.stdout).toMatch(/^HGM: absent/);
    expect(await runCommand(Judge, file, '--html', again)).toEqual({ ...run, stdout: expect.any(String) });
    expect(readFileSync(page, 'utf8')).toMatch(
      /^<!doctype html>[\s\S]*What this host can do[\s\S]*<\/html>\n$/,
    );
    expect(readFileSync(again, 'utf8')).toBe(readFileSync(page, 'utf8'));
    expect(statSync(page).mode & 0o777).toBe(0o666 & ~process.umask() & 0o644);
  });

  it.each([
    [['--html', '-'], 64, '--html leads to the place of --output'],
    [['--html', ''], 64, '--html needs the name of a file'],
    [['--html', '/nonexistent/a.html'], 74, 'cannot write /nonexistent/a.html'],
    [['--html', 'x', '--quiet', '--check', 'hgm'], 64, '--html=x cannot also be provided when using --quiet'],
  ])('%j ends with %i before the kernel is asked', async (flags, code, text) => {
    const { exitCode, line } = await runCommand(Probe, ...flags);
    expect([exitCode, line]).toEqual([code, expect.stringContaining(text)]);
    expect(observe).not.toHaveBeenCalled();
  });
});

describe('--scrub', () => {
  it('leaves the host out of the recording and in the report', async () => {
    const whole = await runCommand(Probe, '--json');
    const run = await runCommand(Probe, '--json', '--record', file, '--scrub');
    expect(run.stdout).toBe(whole.stdout);
    for (const secret of [STOCK.host.id, STOCK.host.bootId, '"stock"'])
      expect(readFileSync(file, 'utf8')).not.toContain(secret);
    const { host, ...rest } = JSON.parse((await runCommand(Judge, file, '--json')).stdout);
    const { host: before, ...same } = JSON.parse(run.stdout);
    expect(rest).toEqual(same);
    expect(host).toEqual({ ...before, id: null, bootId: null, name: 'scrubbed' });
  });

  it('means nothing without --record', async () => {
    const { exitCode, line } = await runCommand(Probe, '--scrub');
    expect([exitCode, line]).toEqual([64, expect.stringContaining('give --record, too')]);
    expect(observe).not.toHaveBeenCalled();
  });
});

describe('what can not be judged', () => {
  it.each([
    ['{"format":1,\n"host":oops}', 'no JSON at line 2, column 8'],
    ['{"format":1}', 'toolVersion: missing'],
    ['', 'empty file'],
    ['\u001f', 'no JSON at line 1, column 1'],
  ])('%j is refused with the place of the damage', async (text, why) => {
    writeFileSync(file, text);
    const { exitCode, line, stdout } = await runCommand(Judge, file);
    expect([exitCode, line, stdout]).toEqual([65, `cannot judge ${file}: ${why}`, '']);
  });

  it('is a file that is not there, or none', async () => {
    for (const [path, why] of [
      [file, 'no such file or directory'],
      [folder, 'illegal operation on a directory'],
    ] as const)
      expect(await runCommand(Judge, path)).toMatchObject({
        exitCode: 74,
        line: `cannot read ${path}: ${why}`,
      });
  });

  it.each([[[]], [['']], [['a', 'b']], [['a', '--json', '--format=table']]])(
    '%j is a usage error',
    async (args) => {
      expect((await runCommand(Judge, ...args)).exitCode).toBe(64);
    },
  );
});

it('says in one line on stderr what it did not understand, and succeeds', async () => {
  writeFileSync(file, JSON.stringify({ ...STOCK, moon: 1 }));
  const { exitCode, stderr, stdout } = await runCommand(Judge, file, '--json');
  expect(exitCode).toBe(0);
  expect(stderr).toBe(
    'hgm-probe: recording has fields that this version does not know: moon; judged as far as it is understood\n',
  );
  expect(JSON.parse(stdout).host.name).toBe('stock');
});

const RUN = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const ADDON = fileURLToPath(new URL('../../native/build/Release/hgm_probe.node', import.meta.url));

describe('whole runs on this machine', () => {
  const hgmProbe = (args: string[], input = '', env = {}) => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [RUN, ...args], {
      encoding: 'utf8',
      input,
      env: { ...process.env, NODE_ENV: '', DEBUG: '', ...env },
    });
    return { stdout, stderr, status };
  };

  it.skipIf(!existsSync(ADDON))('judge gives the document that the run gave', () => {
    const run = hgmProbe(['probe', '--json', '--borrow=none', '--no-latency', '--record', file]);
    expect(run).toMatchObject({ stderr: '', status: 0 });
    expect(hgmProbe(['judge', file, '--json'])).toEqual(run);
    expect(hgmProbe(['judge', '-', '--json'], readFileSync(file, 'utf8'))).toEqual(run);
  });

  it('judge loads nothing native', () => {
    const hook = join(folder, 'hook.cjs');
    writeFileSync(hook, "process.dlopen = () => { throw new Error('loads an addon'); };\n");
    writeFileSync(file, JSON.stringify(STOCK));
    const env = { NODE_OPTIONS: `--require ${hook}` };
    expect(hgmProbe(['judge', file], '', env)).toMatchObject({ stderr: '', status: 0 });
    // The same hook does stop a run.
    expect(hgmProbe(['probe'], '', env)).toMatchObject({ status: 70 });
  });
});
