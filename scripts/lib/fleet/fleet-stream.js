/** Counts verdicts line by line from stdin, as a script of twenty lines does. */
import { createInterface } from 'node:readline';

const counts = new Map();
for await (const line of createInterface({ input: process.stdin })) {
  const { state } = JSON.parse(line).hgm;
  counts.set(state, (counts.get(state) ?? 0) + 1);
}
console.log([...counts.values()].reduce((sum, count) => sum + count, 0));
