import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import Diff from '../../src/commands/diff.js';
import type { Difference, RowChange } from '../../src/diff/contract.js';
import { inventoryOf } from '../../src/report/inventory.js';
import { stockReport } from '../fixtures/report.js';
import { runCommand } from './run.js';

const recording = (name: string) => fileURLToPath(new URL(`../recordings/${name}.json.gz`, import.meta.url));
const ROOT_2M = recording('7.3-amd64-root-2M');

let folder: string;
let report: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hgm-probe-test-'));
  report = file('report.json', JSON.stringify(stockReport()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

async function difference(old: string, now: string): Promise<Difference> {
  const { stdout, stderr, exitCode } = await runCommand(Diff, old, now, '--json');
  expect([stderr, exitCode]).toEqual(['', 0]);
  return JSON.parse(stdout);
}

/** `id memory` of the rows that stand under a cause. */
const under = ({ rows }: Difference, cause: string, of: (row: RowChange) => boolean = () => true) =>
  rows
    .filter((row) => row.causes[0] === cause && of(row))
    .map(({ id, memory }) => [id, memory].join(' ').trim());

describe('real kernels', () => {
  it('a newer kernel: what it can do more is the kernel', async () => {
    const found = await difference(recording('6.12-amd64-root-2M'), ROOT_2M);
    expect(found).toMatchObject({
      differs: true,
      notes: ['host_unknown'],
      hgm: { old: 'absent', new: 'absent' },
    });
    expect(under(found, 'kernel', (row) => row.new?.state === 'supported')).toContain(
      'register.rwp anonymous',
    );
    expect(new Set(found.rows.map((row) => row.causes[0]))).toEqual(new Set(['kernel']));
  });

  it('the same kernel without privilege: the ways in, and nothing else', async () => {
    const found = await difference(ROOT_2M, recording('7.3-amd64-nobody-2M'));
    expect(under(found, 'privilege').sort()).toEqual([
      'feature.event_fork',
      'kernel_faults',
      'open.device',
      'open.syscall',
    ]);
    expect(found.rows).toHaveLength(4);
  });

  it('the same kernel with pages in its pool: resources, and the pool that was resized', async () => {
    const found = await difference(recording('7.3-amd64-root-empty'), ROOT_2M);
    expect(under(found, 'resources')).toContain('copy.huge hugetlb-2M');
    expect(new Set(found.rows.map((row) => row.causes[0]))).toEqual(new Set(['resources']));
    expect(found.facts).toContainEqual({ cause: 'configuration', name: 'pools[2M].total', old: 0, new: 16 });
  });

  it('a recording against itself: every latency within noise, and nothing that differs', async () => {
    const found = await difference(ROOT_2M, ROOT_2M);
    expect(found).toMatchObject({ differs: false, facts: [], rows: [] });
    expect(found.latencies.map((one) => one.verdict)).toEqual(['within_noise', 'within_noise']);
    expect(found.latencies[0]?.test).toMatchObject({ shiftNs: 0, superiority: 0.5 });
  });

  it('a recording keeps its samples: one that is slower is called so', async () => {
    const slower = JSON.parse(gunzipSync(readFileSync(ROOT_2M)).toString());
    for (const { series } of slower.experiments)
      for (const one of series)
        if (one.samplesNs) one.samplesNs = one.samplesNs.map((ns: number) => ns * 1.2);
    const found = await difference(ROOT_2M, file('slower.json', JSON.stringify(slower)));
    expect(found.latencies.map((one) => one.verdict)).toEqual(['slower', 'slower']);
    expect(found).toMatchObject({ differs: true, rows: [] });
  });
});

describe('reports', () => {
  it('have no samples: nobody can tell, and both medians are shown', async () => {
    const found = await difference(report, report);
    expect(found.latencies[0]).toMatchObject({
      verdict: 'cannot_tell',
      reason: 'summaries_only',
      old: { p50Ns: 842 },
    });
    const { stdout } = await runCommand(Diff, report, report);
    expect(stdout).toContain("can't tell, from summaries only; use bench --json or --record");
    expect(stdout).toContain('continue.base shmem, 4K p50 842ns → 842ns');
  });

  it('are compared in the form that both have, whichever is the short one', async () => {
    const short = file('short.json', JSON.stringify(inventoryOf(stockReport())));
    for (const [old, now, name] of [
      [report, short, 'NEW'],
      [short, report, 'OLD'],
    ] as const) {
      const { stdout, stderr, exitCode } = await runCommand(Diff, old, now, '--json', '--exit-code');
      expect(stderr).toBe(
        `hgm-probe: ${name} is in the inventory form; what that leaves out is not compared\n`,
      );
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ differs: false, rows: [], facts: [] });
    }
    expect((await difference(short, short)).rows).toEqual([]);
  });

  it('may be of a later minor version', async () => {
    const later = file('later.json', JSON.stringify({ ...stockReport(), schemaVersion: '1.9', moon: 1 }));
    expect((await difference(report, later)).facts).toEqual([
      { cause: 'tool', name: 'schemaVersion', old: '1.0', new: '1.9' },
    ]);
  });
});

describe('--exit-code', () => {
  it.each([
    [['--exit-code'], ROOT_2M, 0],
    [['--exit-code'], recording('7.3-amd64-nobody-2M'), 1],
    [[], recording('7.3-amd64-nobody-2M'), 0],
  ])('%j', (flags, now, status) => {
    const run = spawnSync(process.execPath, [RUN, 'diff', ROOT_2M, now, ...flags], {
      encoding: 'utf8',
      env: ENV,
    });
    expect(run).toMatchObject({ status, stderr: '' });
    expect(run.stdout).toMatch(/^HGM: absent, as before/);
  });

  it('reads one of the two from standard input', () => {
    const run = spawnSync(process.execPath, [RUN, 'diff', '-', ROOT_2M, '--exit-code'], {
      input: gzipSync(gunzipSync(readFileSync(ROOT_2M))),
      env: ENV,
    });
    expect(run.status).toBe(0);
  });
});

describe('what can not be compared', () => {
  it.each([
    ['{"format":1}', 'toolVersion: missing'],
    ['{"$schema":"urn:hgm-probe:report:1"}', 'schemaVersion: missing'],
    ['{"$schema":"urn:hgm-probe:report:1",}', 'no JSON at line 1, column 37'],
    ['[]', '$schema: missing'],
    ['', 'empty file'],
  ])('%s is refused with the place of the damage', async (text, why) => {
    const path = file('damaged.json', text);
    for (const args of [
      [path, report],
      [report, path],
    ])
      expect(await runCommand(Diff, ...args)).toMatchObject({
        exitCode: 65,
        line: `cannot compare ${path}: ${why}`,
        stdout: '',
      });
  });

  it('is a file that is not there', async () => {
    const path = join(folder, 'none');
    expect(await runCommand(Diff, report, path)).toMatchObject({
      exitCode: 74,
      line: `cannot read ${path}: no such file or directory`,
    });
  });

  it.each([[[]], [['a']], [['-', '-']], [['', 'a']], [['a', 'b', 'c']], [['a', 'b', '--format=json']]])(
    '%j is a usage error',
    async (args) => {
      expect((await runCommand(Diff, ...args)).exitCode).toBe(64);
    },
  );
});

it('documents are strangers: nothing of theirs is printed raw', async () => {
  const evil = '\u001b[2J\u202e\u009b31m';
  const hostile = {
    ...stockReport(),
    host: { ...stockReport().host, name: evil, kernelRelease: evil },
    settings: { ...stockReport().settings, thp: evil },
    capabilities: [{ ...stockReport().capabilities[0], id: evil, memory: evil, reason: evil }],
    timings: [{ ...stockReport().timings[0], id: evil, memory: evil, flags: [evil] }],
    profiles: { [evil]: { state: 'not_ready', reason: evil, who: null } },
  };
  const path = file('hostile.json', JSON.stringify(hostile));
  const other = { ...hostile, profiles: { [evil]: { state: 'ready', reason: evil, who: null } } };
  for (const [old, now] of [
    [report, path],
    [path, report],
    [path, file('other.json', JSON.stringify(other))],
  ] as const)
    for (const flag of ['--json', '--no-color']) {
      const { stdout, exitCode } = await runCommand(Diff, old, now, flag);
      expect(exitCode).toBe(0);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      expect(stdout).toContain('\\u202e');
    }
});

it('says in one line on stderr what of a recording it did not understand', async () => {
  const text = gunzipSync(readFileSync(ROOT_2M)).toString().replace('{', '{"moon":1,');
  const path = file('later-recording.json', text);
  const { stderr, exitCode } = await runCommand(Diff, path, ROOT_2M);
  expect(exitCode).toBe(0);
  expect(stderr).toBe(
    `hgm-probe: ${path}: recording has fields that this version does not know: moon; judged as far as it is understood\n`,
  );
});

const RUN = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const ENV = { ...process.env, NODE_ENV: '', DEBUG: '' };
