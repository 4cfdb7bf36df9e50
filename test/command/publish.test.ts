import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import Publish from '../../src/commands/publish.js';
import type { Observations } from '../../src/observe/observations.js';
import { stockReport } from '../fixtures/report.js';
import { runCommand } from './run.js';

const { observe, judge } = vi.hoisted(() => ({ observe: vi.fn(), judge: vi.fn() }));

vi.mock('../../src/observe/index.js', () => ({ observe, hugePageSizes: () => [2 ** 21, 2 ** 30] }));
vi.mock('../../src/document/index.js', () => ({ judge }));
vi.mock('../../src/profiles/own.js', () => ({ loadProfiles: () => [] }));
vi.mock('../../src/capabilities/catalog.js', () => import('../fixtures/catalog.js'));

let folder: string;
const at = (...names: string[]): string => join(folder, ...names);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hgm-probe-test-'));
  for (const name of ['prom', 'nfd', 'ansible', 'facter']) mkdirSync(at(name));
  observe.mockReset().mockResolvedValue({ format: 1 } as Observations);
  judge.mockReset().mockReturnValue(stockReport());
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const publish = (...to: string[]) => runCommand(Publish, ...to.flatMap((one) => ['--to', one]));

describe('--every', () => {
  it('publishes again after that time, until it is told to end', async () => {
    observe.mockImplementation(async () => {
      if (observe.mock.calls.length === 2) process.emit('SIGTERM');
      return { format: 1 } as Observations;
    });
    const { exitCode, stderr, stdout } = await runCommand(
      Publish,
      '--every',
      '1s',
      '--to',
      `json=${at('a.json')}`,
    );
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(observe).toHaveBeenCalledTimes(2);
    expect(stdout).toBe(`json: ${at('a.json')}\n`.repeat(2));
    expect(process.listenerCount('SIGTERM')).toBe(0);
  });

  it('ends with the first failure', async () => {
    const { exitCode } = await runCommand(Publish, '--every', '1s', '--to', `json=${at('none', 'a.json')}`);
    expect([exitCode, observe.mock.calls.length]).toEqual([74, 0]);
  });

  it('is a time', async () => {
    const { exitCode, line } = await runCommand(Publish, '--every', '2d', '--to', `json=${at('a.json')}`);
    expect([exitCode, line]).toEqual([64, expect.stringContaining('--every 2d')]);
  });
});

describe('one run', () => {
  it('writes every format under the name that its reader looks for', async () => {
    const ran = await publish(
      `prometheus=${at('prom')}`,
      `nfd=${at('nfd')}/`,
      `ansible=${at('ansible')}`,
      `facter=${at('facter')}`,
      `ndjson=${folder}`,
      `json=${at('any.name')}`,
      `markdown=${folder}`,
    );
    expect([ran.exitCode, ran.stderr]).toEqual([0, '']);
    expect(observe).toHaveBeenCalledTimes(1);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => statSync(at(file)).isFile())
      .sort();
    expect(files).toEqual([
      'ansible/hgm_probe.fact',
      'any.name',
      'facter/hgm_probe.json',
      'hgm-probe.md',
      'hgm-probe.ndjson',
      'nfd/hgm-probe',
      'prom/hgm_probe.prom',
    ]);
    for (const file of files) expect(statSync(at(file)).mode & 0o777).toBe(0o644);
    expect(JSON.parse(readFileSync(at('any.name'), 'utf8'))).toEqual(stockReport());
    expect(ran.stdout.split('\n')[0]).toBe(`prometheus: ${at('prom/hgm_probe.prom')}`);
  });

  it('takes the mode of what was there: a fact that may be executed would be', async () => {
    writeFileSync(at('ansible/hgm_probe.fact'), '#!/bin/sh\n');
    chmodSync(at('ansible/hgm_probe.fact'), 0o755);
    await publish(`ansible=${at('ansible')}`);
    expect(statSync(at('ansible/hgm_probe.fact')).mode & 0o777).toBe(0o644);
  });

  it('passes on what may be taken, what is measured and how long it is good for', async () => {
    await runCommand(Publish, '--to', `json=${folder}`, '--borrow', 'none', '--no-latency', '--ttl', '3h');
    expect(observe.mock.calls[0]?.[0]).toMatchObject({ borrow: { mode: 'none' }, latency: false });
    expect(judge.mock.calls[0]?.[1]).toMatchObject({ ttlMs: 3 * 3_600_000 });
  });

  it.each([
    [['--as', 'libvirt-qemu'], { how: 'as', user: 'libvirt-qemu', group: null }],
    [['--like-pid', '4711'], { how: 'like_pid', pid: 4711 }],
  ])('looks with the eyes that it is told: %j', async (flags, identity) => {
    await runCommand(Publish, '--to', `json=${folder}`, ...flags);
    expect(observe.mock.calls[0]?.[0]).toMatchObject({ identity });
  });

  it('is told of one pair of eyes', async () => {
    const ran = await runCommand(Publish, '--to', `json=${folder}`, '--as', 'nobody', '--like-pid', '1');
    expect([ran.exitCode, ran.line]).toEqual([64, '--as and --like-pid name two callers; give one of them']);
    expect(observe).not.toHaveBeenCalled();
  });
});

describe('a place that cannot be written', () => {
  it('costs the others nothing, and is 74', async () => {
    const ran = await publish(
      `prometheus=${at('missing')}`,
      `nfd=${at('nfd')}`,
      `json=${at('prom', 'x', 'y')}`,
    );
    expect(ran.exitCode).toBe(74);
    const first = `cannot write ${at('missing/hgm_probe.prom')}: no such file or directory`;
    expect(ran.stderr).toBe(`hgm-probe: ${first}\n`);
    expect(ran.line).toBe(`cannot write ${at('prom/x/y')}: no such file or directory`);
    expect(readdirSync(at('nfd'))).toEqual(['hgm-probe']);
    expect(readdirSync(folder)).not.toContain('missing');
  });

  it('that is only found out in the end, too', async () => {
    judge.mockImplementation(() => {
      rmSync(at('prom'), { recursive: true });
      return stockReport();
    });
    const ran = await publish(`prometheus=${at('prom')}`, `nfd=${at('nfd')}`);
    expect(ran.exitCode).toBe(74);
    expect(ran.line).toContain(at('prom/hgm_probe.prom'));
    expect(readdirSync(at('nfd'))).toEqual(['hgm-probe']);
  });

  it('asks the kernel nothing where none can be written', async () => {
    const ran = await publish(`prometheus=${at('missing')}`);
    expect([ran.exitCode, ran.stdout]).toEqual([74, '']);
    expect(observe).not.toHaveBeenCalled();
  });
});

describe('wrong usage', () => {
  it.each([
    [['--to', 'xml=/tmp'], '--to xml=/tmp is not FORMAT=PLACE, with one of json, ndjson'],
    [['--to', 'json'], '--to json is not FORMAT=PLACE'],
    [['--to', 'json='], '--to json= is not FORMAT=PLACE'],
    [['--to', 'table=/tmp'], 'is not FORMAT=PLACE'],
    [['--to', 'json=/tmp', '--ttl', '1y'], '--ttl 1y is not a time such as'],
    [['--to', 'json=/tmp', '--borrow', '16G'], 'no such huge page size here'],
    [[], 'missing required flag to'],
  ])('%j', async (argv, line) => {
    const ran = await runCommand(Publish, ...argv);
    expect([ran.exitCode, ran.stdout]).toEqual([64, '']);
    expect(ran.line).toContain(line);
    expect(observe).not.toHaveBeenCalled();
  });

  it('two that lead to one file, over a link, too', async () => {
    symlinkSync(at('a'), at('b'));
    const ran = await publish(`json=${at('a')}`, `ndjson=${at('b')}`);
    expect(ran.exitCode).toBe(64);
    expect(ran.line).toBe(`two of --to lead to ${at('a')}; name different places`);
  });
});
