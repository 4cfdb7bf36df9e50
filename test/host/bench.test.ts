/** Whole benches on this machine: ended from outside, and with somebody else on the CPU. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { allowedCpus } from '../../src/cli/values/bench.js';
import type { Report } from '../../src/report/contract.js';
import { freePages, isRoot, pools, withPoolDuring } from './machine.js';
import { group, handlesInterrupt, measuring, until } from './processes.js';

const RUN = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const DEFAULT = 'hugepages-2048kB';
const free = () => freePages(DEFAULT);

/** A bench in a process group of its own, as a shell starts it. */
function bench(
  ...flags: string[]
): ChildProcess & { stdout: NonNullable<ChildProcess['stdout']>; pid: number } {
  const tool = spawn(process.execPath, [RUN, 'bench', '--json', ...flags], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return tool as ReturnType<typeof bench>;
}

/** Runs `body` with a bench that holds the borrowed page and measures; whatever is left of it is ended. */
async function whileItHoldsThePage(body: (tool: ReturnType<typeof bench>, child: number) => Promise<void>) {
  await withPoolDuring(DEFAULT, 4, async () => {
    // What needs no page comes first, and takes half of the time.
    const tool = bench('--borrow', '2M', '--size', '2M', '--samples', '1000000000', '--duration', '10s');
    try {
      let child: number | undefined;
      // The same child on both sides of the look, and at work for longer than those of the probe that comes first.
      await until('a measurement that holds a page', () => {
        child = measuring(tool.pid, 3);
        return child !== undefined && free() === 3 && measuring(tool.pid, 3) === child;
      });
      await body(tool, Number(child));
    } finally {
      for (const pid of group(tool.pid)) process.kill(pid, 'SIGKILL');
    }
  });
}

const nothingLeft = (tool: { pid: number }) =>
  until('every process gone and the page back', () => group(tool.pid).length === 0 && free() === 4);

describe.skipIf(!isRoot || !pools().includes(DEFAULT))(
  'a bench with a page (needs root and 2M pages)',
  () => {
    it('that is ended by Ctrl-C writes what it has, marked incomplete, and gives the page back', async () => {
      await whileItHoldsThePage(async (tool) => {
        const ended = once(tool, 'close');
        const written = Promise.all([
          text(tool.stdout),
          text(tool.stderr as NonNullable<typeof tool.stderr>),
        ]);
        // As a terminal does: to the whole foreground group, the children too.
        process.kill(-tool.pid, 'SIGINT');
        expect(await ended).toEqual([0, null]);
        const [stdout, stderr] = await written;
        expect(stderr).toBe('');
        const { bench: asked, timings, untimed } = JSON.parse(stdout) as Report;
        expect(asked?.complete).toBe(false);
        expect(timings.find(({ id }) => id === 'continue.base')?.n).toBeGreaterThan(0);
        expect(untimed.map(({ reason }) => reason)).toContain('stopped');
        await nothingLeft(tool);
      });
    });

    it('ends at once by a second Ctrl-C, and leaves nothing', async () => {
      await whileItHoldsThePage(async (tool, child) => {
        // A measurement that does not come to its end: the first Ctrl-C waits for it.
        process.kill(child, 'SIGSTOP');
        process.kill(-tool.pid, 'SIGINT');
        await until('the first Ctrl-C to be taken note of', () => !handlesInterrupt(tool.pid));
        expect(tool.exitCode).toBeNull();
        const ended = once(tool, 'exit');
        process.kill(-tool.pid, 'SIGINT');
        expect(await ended).toEqual([null, 'SIGINT']);
        await nothingLeft(tool);
      });
    });

    it('that is killed leaves nothing', async () => {
      await whileItHoldsThePage(async (tool) => {
        tool.kill('SIGKILL');
        await nothingLeft(tool);
      });
    });
  },
);

it('flags its rows when somebody else is on the CPU', async ({ skip, onTestFinished }) => {
  const cpu = allowedCpus()[availableParallelism() - 1];
  if (cpu === undefined) return skip('/proc does not tell which CPUs this process may use');
  const thief = spawn('taskset', ['-c', String(cpu), process.execPath, '-e', 'for (;;);'], {
    stdio: 'ignore',
  });
  // Also where the test is given up.
  onTestFinished(() => void thief.kill());
  // A tenth of a second and more for each row: many time slices of the scheduler.
  const tool = bench('--borrow', 'none', '--cpu', String(cpu), '--samples', '100000', '--duration', '6s');
  const { timings } = JSON.parse(await text(tool.stdout)) as Report;
  const row = timings.find(({ id, memory }) => id === 'continue.base' && memory === 'shmem');
  expect(row?.run?.cpu).toBe(cpu);
  expect(row?.n).toBeGreaterThan(10_000);
  expect(row?.flags.some((flag) => flag === 'noisy' || flag === 'preempted')).toBe(true);
});
