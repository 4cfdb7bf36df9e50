/**
 * The long suites: what a run leaves behind, a thousand times in a row and killed a thousand times. Usage:
 * `npm run test:soak [-- --runs N --kills N --seed N]`. Ends with a line of totals.
 */
import { parseArgs } from 'node:util';
import { kill } from './kill.js';
import { withPages } from './pool.js';
import { repeat } from './repeat.js';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
  },
});

const pool = withPages(16);
if (pool.missing !== null) console.log(`soak: without huge pages: ${pool.missing}`);
let failed = 0;
try {
  for (const suite of [
    () => repeat(Number(values.runs)),
    () => kill(Number(values.kills), Number(values.seed)),
  ]) {
    try {
      console.log(`soak: ${await suite()}`);
    } catch (error) {
      failed++;
      console.log(`soak: FAILED: ${error.message}`);
    }
  }
} finally {
  pool.restore();
}
console.log(`soak: ${2 - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
