/** Measurements on this machine, through the addon: how they end, and what they leave behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { NativePlan } from '../../src/observe/program/addon.js';
import { runProgram, stopPrograms } from '../../src/observe/program/program.js';
import { freePages, isRoot, pools, withPoolDuring } from './machine.js';
import { measuring, until } from './processes.js';

const PROGRAM = fileURLToPath(new URL('../../dist/observe/program/program.js', import.meta.url));
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
  keepFree: 2,
  fillable: false,
  quiet: true,
  deviceOnly: false,
  spareUserMode: false,
  spareDevice: false,
  spareApi: false,
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

const free = () => freePages(DEFAULT);

const run = async (...plans: NativePlan[]) => (await runProgram(plans, null)).results;

/** A process that measures until it is killed. */
function start(plan: NativePlan): ChildProcess {
  const code = `import(${JSON.stringify(PROGRAM)}).then(({ runProgram }) => runProgram([${JSON.stringify(plan)}], null))`;
  return spawn(process.execPath, ['-e', code], { stdio: 'ignore' });
}

describe('a measurement', () => {
  it('that is stopped ends in order with what it has, and the next run is not touched by it', async () => {
    const running = run(PLAN, PLAN);
    try {
      await until('a child that measures', () => measuring(process.pid) !== undefined);
    } finally {
      stopPrograms();
    }
    const [first, second] = await running;
    expect(first).toMatchObject({ end: 'done', series: [{ id: 'clock_pair', ended: 'stopped' }, {}] });
    expect(first?.series[0]?.counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(1000);
    expect(second).toBeUndefined();
    const [again] = await run({ ...PLAN, samples: 100 });
    expect(again).toMatchObject({ end: 'done', series: [{ ended: 'full' }, { ended: 'full' }] });
  });

  it('stands in line with another process on its CPU, and says so', async () => {
    const [quiet] = await run({ ...PLAN, samples: 100 });
    const cpu = quiet?.series[0]?.cpu;
    if (cpu === null || cpu === undefined) throw new Error('pinning is refused here');
    const thief = spawn('taskset', ['-c', String(cpu), process.execPath, '-e', 'for (;;);'], {
      stdio: 'ignore',
    });
    try {
      // Several time slices of the scheduler.
      const [result] = await run({ ...PLAN, cpu, samples: 1_000_000 });
      const switches = result?.series.map(({ involuntarySwitches }) => involuntarySwitches ?? 0) ?? [];
      expect(Math.max(...switches)).toBeGreaterThan(0);
    } finally {
      thief.kill();
    }
  });
});

describe.skipIf(!isRoot || !has2M)('a borrowed page (needs root and 2M pages)', () => {
  it('is given back by a measurement that is stopped', async () => {
    await withPoolDuring(DEFAULT, 4, async () => {
      const running = run(HUGE);
      try {
        await until('a child that measures', () => measuring(process.pid) !== undefined);
        expect(free()).toBe(3);
      } finally {
        stopPrograms();
        await running;
      }
      expect(free()).toBe(4);
    });
  });

  it.each(['SIGKILL', 'SIGINT'] as const)('is given back when the tool is ended by %s', async (signal) => {
    await withPoolDuring(DEFAULT, 4, async () => {
      const tool = start(HUGE);
      try {
        await until('a child that measures', () => measuring(Number(tool.pid)) !== undefined);
        expect(free()).toBe(3);
        tool.kill(signal);
        await until('the page to come back', () => free() === 4);
      } finally {
        tool.kill('SIGKILL');
      }
    });
  });
});
