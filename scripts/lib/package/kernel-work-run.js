/**
 * A program: prints the milliseconds that the experiments of a run without latency take, the median of many runs in
 * this process: from asking for them, over the start of their program, to the last answer as an object of JavaScript.
 * No huge page is borrowed, whatever the host has: a page is zeroed each time, and the size of it would be what is
 * measured. Needs what `npm run build` makes.
 */

import { readRanAs } from '../../../dist/observe/files/caller/ran-as.js';
import { readSettings } from '../../../dist/observe/files/caller/settings.js';
import { readPools } from '../../../dist/observe/files/memory/pools.js';
import { readThpBytes } from '../../../dist/observe/files/memory/thp.js';
import { decideBorrows } from '../../../dist/observe/plan/borrow.js';
import { planRun } from '../../../dist/observe/plan/plan.js';
import { callWouldLog, isSilent } from '../../../dist/observe/plan/quiet.js';
import { runProgram } from '../../../dist/observe/program/program.js';
import { median } from '../median.js';

const RUNS = 200;
/** Not counted: the first ones read the addon from the disk. */
const WARM_UP = 5;

/** As observe() of src/observe/index.ts plans it for whoever runs this and says `--borrow none`. */
function untimedPlans() {
  const settings = readSettings();
  const pools = readPools();
  const situation = {
    pools,
    borrows: decideBorrows({ mode: 'none', sizes: [] }, pools),
    quiet: callWouldLog(settings, readRanAs()),
    quietFaults: !isSilent(settings),
    thpBytes: readThpBytes(),
    latency: false,
  };
  return planRun(situation).map(({ native }) => native);
}

const plans = untimedPlans();
const times = [];
for (let run = 0; run < WARM_UP + RUNS; run++) {
  const from = performance.now();
  await runProgram(plans, null);
  if (run >= WARM_UP) times.push(performance.now() - from);
}
console.log(median(times).toFixed(1));
