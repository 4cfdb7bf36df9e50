/** Measurements on this machine, through the addon: how they end, and what they leave behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadAddon, type NativePlan } from '../../src/observe/addon.js';
import { counters, isRoot, pools, withPoolDuring } from './machine.js';

const ADDON = fileURLToPath(new URL('../../native/build/Release/hgm_probe.node', import.meta.url));
const DEFAULT = 'hugepages-2048kB';
const has2M = pools().includes(DEFAULT);
/** Samples that no test waits for. */
const ENDLESS = 2 ** 32 - 1;

const PLAN: NativePlan = {
  experiment: 'time.floor',
  memory: 0,
  pageBytes: 0,
  dialect: 0,
  borrow: false,
  fillable: false,
  quiet: true,
  deviceOnly: false,
  thpBytes: 0,
  granules: [],
  samples: ENDLESS,
  durationMs: 0,
  cpu: -1,
  threads: 1,
  interrupts: true,
  deadlineMs: 30_000,
};
const HUGE: NativePlan = {
  ...PLAN,
  experiment: 'time.continue',
  memory: 3,
  pageBytes: 2 ** 21,
  borrow: true,
};

const freePages = (): number =>
  Number(counters().flatMap((line) => new RegExp(`^${DEFAULT} .*free (\\d+)`).exec(line)?.[1] ?? []));

async function until(what: string, reached: () => boolean): Promise<void> {
  for (let tries = 0; !reached(); tries++) {
    if (tries === 1000) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Whether the child of the nursery of that process is at work. */
function measuring(pid: number): boolean {
  const below = (of: number): number[] =>
    readdirSync(`/proc/${of}/task`).flatMap((task) =>
      readFileSync(`/proc/${of}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  try {
    const child = below(pid).flatMap(below)[0];
    if (child === undefined) return false;
    const [user, system] = readFileSync(`/proc/${child}/stat`, 'utf8').split(' ').slice(13, 15).map(Number);
    return Number(user) + Number(system) >= 10; // ticks: longer than all that comes before the first sample
  } catch {
    return false; // gone meanwhile
  }
}

/** A process that measures until it is killed. */
function start(plan: NativePlan): ChildProcess {
  const code = `require(${JSON.stringify(ADDON)}).run([${JSON.stringify(plan)}])`;
  return spawn(process.execPath, ['-e', code], { stdio: 'ignore' });
}

describe('a measurement', () => {
  it('that is stopped ends in order with what it has, and the next run is not touched by it', async () => {
    const addon = loadAddon();
    const running = addon.run([PLAN, PLAN]);
    try {
      await until('a child that measures', () => measuring(process.pid));
    } finally {
      addon.stop();
    }
    const [first, second] = await running;
    expect(first).toMatchObject({ end: 'done', series: [{ id: 'clock_pair', ended: 'stopped' }, {}] });
    expect(first?.series[0]?.counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(1000);
    expect(second).toMatchObject({ end: 'not_run', series: [] });
    const [again] = await addon.run([{ ...PLAN, samples: 100 }]);
    expect(again).toMatchObject({ end: 'done', series: [{ ended: 'full' }, { ended: 'full' }] });
  });

  it('stands in line with another process on its CPU, and says so', async () => {
    const [quiet] = await loadAddon().run([{ ...PLAN, samples: 100 }]);
    const cpu = quiet?.series[0]?.cpu;
    if (cpu === null || cpu === undefined) throw new Error('pinning is refused here');
    const thief = spawn('taskset', ['-c', String(cpu), process.execPath, '-e', 'for (;;);'], {
      stdio: 'ignore',
    });
    try {
      // Several time slices of the scheduler.
      const [result] = await loadAddon().run([{ ...PLAN, cpu, samples: 1_000_000 }]);
      const switches = result?.series.map(({ involuntarySwitches }) => involuntarySwitches) ?? [];
      expect(Math.max(...switches)).toBeGreaterThan(0);
    } finally {
      thief.kill();
    }
  });
});

describe.skipIf(!isRoot || !has2M)('a borrowed page (needs root and 2M pages)', () => {
  it('is given back by a measurement that is stopped', async () => {
    await withPoolDuring(DEFAULT, 4, async () => {
      const running = loadAddon().run([HUGE]);
      try {
        await until('a child that measures', () => measuring(process.pid));
        expect(freePages()).toBe(3);
      } finally {
        loadAddon().stop();
        await running;
      }
      expect(freePages()).toBe(4);
    });
  });

  it.each(['SIGKILL', 'SIGINT'] as const)('is given back when the tool is ended by %s', async (signal) => {
    await withPoolDuring(DEFAULT, 4, async () => {
      const tool = start(HUGE);
      try {
        await until('a child that measures', () => measuring(Number(tool.pid)));
        expect(freePages()).toBe(3);
        tool.kill(signal);
        await until('the page to come back', () => freePages() === 4);
      } finally {
        tool.kill('SIGKILL');
      }
    });
  });
});
