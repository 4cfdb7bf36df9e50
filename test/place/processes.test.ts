/**
 * No more processes than so many, for the user or in the cgroup: a report, or one line that names EAGAIN. Node itself
 * aborts or hangs where it can't start its threads; hgm-observe runs there, and Node is asked of from where an
 * empty one ends well. The tool is the bundle, as it is shipped: Node's loader of a checkout needs threads more.
 */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseObserved } from '../../src/recording/observed.js';
import { installTool } from '../kernels/lib/tool.js';
import { asUser, whyNot } from '../layers/machine.js';

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const OBSERVE = fromRoot('dist.program/hgm-observe');
const ADDON = fromRoot('native/build/Release/hgm_probe.node');
/** Whose processes nobody else starts: the kernel counts them by user. */
const USER = 64124;
/** Of the controller of version 1, or of both. */
const CGROUPS = ['/sys/fs/cgroup/pids', '/sys/fs/cgroup'].filter((folder) =>
  existsSync(join(folder, 'cgroup.procs')),
);
const MOST = 20;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hgm-processes-'));
  chmodSync(folder, 0o755);
  installTool(folder, ADDON);
  chmodSync(join(folder, 'dist.bundle'), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Limited = (most: number, words: readonly string[], patience?: number) => SpawnSyncReturns<string>;

const spawned = (words: readonly string[], timeout = 20_000) =>
  spawnSync(words[0] ?? '', words.slice(1), {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    timeout,
    killSignal: 'SIGKILL',
  });

/** The limit after the ids: setpriv's own execve(2) would be refused otherwise. */
const byUser: Limited = (most, words, patience) =>
  spawned([...asUser(USER), 'prlimit', `--nproc=${most}`, ...words], patience);

const byCgroup =
  (group: string): Limited =>
  (most, words, patience) => {
    mkdirSync(group, { recursive: true });
    writeFileSync(join(group, 'pids.max'), String(most));
    return spawned(['sh', '-c', `echo 0 > ${group}/cgroup.procs; exec "$@"`, 'sh', ...words], patience);
  };

const hasLimit = (parent: string): boolean => {
  const group = join(parent, `hgm-processes-${process.pid}`);
  try {
    mkdirSync(group);
    return existsSync(join(group, 'pids.max'));
  } catch {
    return false;
  } finally {
    rmSync(group, { recursive: true, force: true });
  }
};

/** The empty Node that the tool is held to; with a few threads too little it hangs. */
const nodeEnds = (limited: Limited, most: number): boolean =>
  limited(most, [process.execPath, '-e', '0'], 1_000).status === 0;

/** One line, with Node's own of a thread of its own before it, as an empty Node has it. */
const LINE =
  /^(node\[\d+\]: pthread_create: .*\n)?hgm-probe: .*EAGAIN \(RLIMIT_NPROC of this user, or pids\.max of the cgroup\).*\n$/;

function isAnswered({ status, signal, stdout, stderr }: SpawnSyncReturns<string>): void {
  expect(signal).toBeNull();
  if (status === 0) expect(Object.keys(JSON.parse(stdout).matrix)).not.toEqual([]);
  else expect({ status, stderr }).toEqual({ status: 70, stderr: expect.stringMatching(LINE) });
}

function sweep(limited: Limited): void {
  it('the tool, wherever an empty Node ends well', () => {
    const command = [process.execPath, join(folder, 'bin', 'hgm-probe.cjs'), '--json', '--no-latency'];
    let reports = 0;
    for (let most = 1; most <= MOST; most++) {
      if (!nodeEnds(limited, most)) continue;
      const run = limited(most, command);
      isAnswered(run);
      if (run.status === 0) reports++;
    }
    expect(reports).toBeGreaterThan(0);
  });

  it('hgm-observe, with whatever number', () => {
    for (let most = 1; most <= MOST; most++) {
      const { status, signal, stdout } = limited(most, [OBSERVE, '--no-latency']);
      expect({ most, signal }).toEqual({ most, signal: null });
      const last = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
      expect(last).toMatchObject(
        status === 0 ? { stopped: 'nothing' } : { stopped: expect.stringMatching(/fork|pipe/), errno: 11 },
      );
      if (status === 0) expect(parseObserved(stdout).experiments.length).toBeGreaterThan(0);
      expect(status === 0 || most === 1).toBe(true);
    }
  });
}

const why = whyNot();
describe.skipIf(why !== null)(`RLIMIT_NPROC of 1 to ${MOST}${why === null ? '' : ` (${why})`}`, () =>
  sweep(byUser),
);

const parent = why === null ? CGROUPS.find(hasLimit) : undefined;
describe.skipIf(parent === undefined)(
  `pids.max of 1 to ${MOST}${parent === undefined ? ' (no cgroup here has it)' : ''}`,
  () => {
    const group = join(parent ?? '', `hgm-processes-${process.pid}`);
    afterAll(async () => {
      // A process that was killed is there until the kernel has done with it.
      for (let tries = 0; existsSync(group) && tries < 100; tries++) {
        try {
          rmdirSync(group);
        } catch {
          await sleep(50);
        }
      }
    });
    sweep(byCgroup(group));
  },
);
