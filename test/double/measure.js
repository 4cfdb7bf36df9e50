/**
 * Prints the series that a bench's experiments of HGM have on the kernel that the double plays. Few samples, since
 * each call is a signal there.
 */

import { readPools } from '../../dist/observe/files/memory/pools.js';
import { decideBorrows } from '../../dist/observe/plan/borrow.js';
import { planBench } from '../../dist/observe/plan/plan-timings.js';
import { runProgram } from '../../dist/observe/program/program.js';

const pools = readPools();
const situation = {
  pools,
  borrows: decideBorrows({ mode: 'auto', sizes: [] }, pools),
  quiet: true,
  quietFaults: true,
  thpBytes: 0,
  latency: true,
};
const sizes = [2 ** 21];
const plans = planBench(situation, { samples: 8, durationMs: 0, cpu: -1, sizes }).filter(
  (plan) => plan.dialect,
);
const { results } = await runProgram(
  plans.map((plan) => plan.native),
  null,
);
const rows = plans.flatMap(({ id: experiment, dialect }, at) =>
  results[at].series.map((series) => ({ experiment, dialect, end: results[at].end, ...series })),
);
process.stdout.write(JSON.stringify(rows));
