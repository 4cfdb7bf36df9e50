/**
 * The long suites: what a run leaves behind, a thousand times in a row and killed a thousand times, and what thirty say
 * that run at once. Usage: `npm run test:soak [-- --runs N --kills N --seed N --crowd N]`. Ends with a line of totals.
 */
import { parseArgs } from 'node:util';
import { makeTool } from '../../scripts/lib/package/tool.js';
import { crowd } from './crowd.js';
import { kill } from './kill.js';
import { withPages } from './pool.js';
import { repeat } from './repeat.js';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '1000' },
    crowd: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
  },
});

await makeTool();
const pool = withPages(16);
if (pool.missing !== null) console.log(`soak: without huge pages: ${pool.missing}`);
const suites = [
  () => repeat(Number(values.runs)),
  () => kill(Number(values.kills), Number(values.seed)),
  () => crowd(Number(values.crowd)),
];
let failed = 0;
try {
  for (const suite of suites) {
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
console.log(`soak: ${suites.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
