/**
 * Prints the totals of `npm test`, `npm run test:host` and `npm run test:html` as its only line on stdout:
 * `N passed, N failed, N skipped`.
 */
import { say } from './lib/run.js';
import { totals } from './lib/totals.js';

const { passed, failed, skipped, silent } = totals();
for (const name of silent) say(`${name} left no report; counted as one failed test`);
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
