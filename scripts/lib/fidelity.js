/** What is compared: the addon's CONTINUE, the plain C program's, and that of the program once more. */
import { execFileSync } from 'node:child_process';
import { figures } from '../../dist/judge/timings/quantiles.js';
import { runProgram } from '../../dist/observe/program/program.js';
import { Failure } from './run.js';

const SAMPLES = 100_000;

/** The first series of one timed experiment, in full. */
export async function measure(experiment, plan, cpu) {
  const none = {
    memory: 0,
    pageBytes: 0,
    dialect: 0,
    borrow: false,
    keepFree: 2,
    fillable: false,
    quiet: true,
    thpBytes: 0,
  };
  const rest = { granules: [], samples: SAMPLES, durationMs: 0, cpu, threads: 1, interrupts: false };
  const { results } = await runProgram([{ ...none, ...rest, deadlineMs: 60_000, experiment, ...plan }], null);
  const [result] = results;
  const [series] = result.series;
  if (result.end !== 'done' || series?.ended !== 'full')
    throw new Failure(`${experiment}: ${result.end}, ${series?.ended ?? 'no series'}`);
  return series;
}

/**
 * All by turns on one CPU, each going first a third of the time, so that a drift of the machine meets them alike. The
 * C program has two turns: how far two equal loops are apart on this machine is the floor of what is compared.
 *
 * @param program path of the C program
 * @param kind of memory, as the program calls it
 * @param plan the same for the addon
 * @returns p50 and p99 of each run, in nanoseconds
 */
export async function byTurns(program, { kind, plan }, cpu, count) {
  const taken = { tool: { p50: [], p99: [] }, plain: { p50: [], p99: [] }, twin: { p50: [], p99: [] } };
  const add = (to, { p50, p99 }) => {
    to.p50.push(p50);
    to.p99.push(p99);
  };
  const turns = [
    async () => {
      const { p50Ns, p99Ns } = figures(await measure('time.continue', plan, cpu));
      add(taken.tool, { p50: p50Ns, p99: p99Ns });
    },
    ...[taken.plain, taken.twin].map((to) => () => {
      const text = execFileSync(program, [kind, String(SAMPLES), String(cpu)], { encoding: 'utf8' });
      add(to, JSON.parse(text));
    }),
  ];
  for (let i = 0; i < count; i++) {
    for (let turn = 0; turn < turns.length; turn++) await turns[(i + turn) % turns.length]();
  }
  return taken;
}
