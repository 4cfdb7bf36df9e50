/** hgm-observe by itself, beside hgm-probe on the same host. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Observations } from '../../src/observe/observations.js';
import { parseRecording } from '../../src/recording/read.js';
import type { Report } from '../../src/report/contract.js';
import { counters, isRoot, pools, probe, withPool } from './machine.js';

const OBSERVE = fileURLToPath(new URL('../../dist.program/hgm-observe', import.meta.url));
const NOBODY = 65534;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hgm-alone-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function alone(flags: string[], uid?: number): string {
  const who = uid === undefined ? {} : { uid, gid: uid };
  const { stdout, stderr, status } = spawnSync(OBSERVE, flags, {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: {},
    ...who,
  });
  if (status !== 0 || stderr !== '') throw new Error(`exit ${status}: ${stderr}`);
  return stdout;
}

function judged(recording: string): Report {
  const file = join(folder, 'host.rec');
  writeFileSync(file, recording);
  const { stdout, stderr, status } = probe(['judge', '--json', file]);
  if (status !== 0) throw new Error(`exit ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

function live(flags: string[], uid?: number): Report {
  const { stdout, stderr, status } = probe(['--json', '--no-latency', ...flags], uid);
  if (status !== 0 || stderr !== '') throw new Error(`exit ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

/** All that a reader decides by: states, causes, gates and evidence of every cell. */
const verdicts = ({ hgm, capabilities, userfaultfd, matrix, profiles, ledger, host }: Report) => ({
  hgm,
  capabilities,
  userfaultfd,
  matrix,
  profiles,
  ledger,
  host,
});

describe('the same host, seen by both', () => {
  it.each(isRoot ? [undefined, NOBODY] : [undefined])('has the same verdicts, as uid %s', (uid) => {
    const before = counters();
    expect(verdicts(judged(alone(['--no-latency'], uid)))).toEqual(verdicts(live([], uid)));
    expect(counters()).toEqual(before);
  });

  it.skipIf(!isRoot || !pools().includes('hugepages-2048kB'))('has them with a page to lend', (context) => {
    const why = withPool('hugepages-2048kB', 8, () => {
      const before = counters();
      const seen = judged(alone(['--no-latency']));
      expect(verdicts(seen)).toEqual(verdicts(live([])));
      expect(seen.ledger.find(({ pageBytes }) => pageBytes === 2 << 20)).toMatchObject({ borrowed: 1 });
      for (const mode of ['none', '2M'])
        expect(verdicts(judged(alone(['--no-latency', '--borrow', mode])))).toEqual(
          verdicts(live(['--borrow', mode])),
        );
      expect(counters()).toEqual(before);
    });
    if (why !== null) context.skip(why);
  });

  it('is asked the same, in the same order, timings too', () => {
    const file = join(folder, 'recording.json');
    expect(probe(['--json', '--record', file]).status).toBe(0);
    const asked = ({ experiments }: Observations) =>
      experiments.map(({ id, memory, pageBytes, dialect }) => [id, memory, pageBytes, dialect]);
    const { observations } = parseRecording(alone([]));
    const other = JSON.parse(readFileSync(file, 'utf8')) as Observations;
    expect(asked(observations)).toEqual(asked(other));
    expect(observations.settings).toEqual(other.settings);
    expect(observations.poolsBefore).toEqual(other.poolsBefore);
    expect(observations.latency).toBe(true);
    expect(observations.experiments.flatMap(({ series }) => series).length).toBeGreaterThan(0);
  });
});

describe('its command line', () => {
  const run = (flags: string[], stdout: number | 'pipe' = 'pipe') =>
    spawnSync(OBSERVE, flags, { encoding: 'utf8', stdio: ['ignore', stdout, 'pipe'] });

  it('says what it does not understand, in one line', () => {
    expect(run(['--borrow', 'some'])).toMatchObject({
      status: 64,
      stdout: '',
      stderr: 'hgm-observe: see hgm-observe --help; not understood: some\n',
    });
    expect(run(['--borrow', '3M'])).toMatchObject({
      status: 64,
      stdout: '',
      stderr: 'hgm-observe: --borrow: no huge page size of this host, in bytes: 3145728\n',
    });
  });

  it('has a version and help', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(run(['--version'])).toMatchObject({ status: 0, stdout: `hgm-observe ${version}\n` });
    expect(run(['--help']).stdout).toContain('Usage: hgm-observe');
  });

  it('says where its output goes nowhere', () => {
    const { status, stderr } = spawnSync('/bin/sh', ['-c', `"${OBSERVE}" --no-latency > /dev/full`], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({
      status: 74,
      stderr: 'hgm-observe: cannot write the recording\n',
    });
  });
});
