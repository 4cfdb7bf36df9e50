/** The writer of `writer.js`, a process of its own: moves of a fixed series in the files `x-…` of a folder, for ever. */
import { readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

const [folder, seed] = process.argv.slice(2);
const NAMES = [
  ...Array.from({ length: 20 }, (_, n) => [`x-${n}.json`, 'keep-0.json']),
  ...Array.from({ length: 2 }, (_, n) => [`x-${n}.ndjson`, 'keep.ndjson']),
  ...Array.from({ length: 2 }, (_, n) => [`x-${n}.ndjson.gz`, 'keep.ndjson.gz']),
].map(([name, from]) => [join(folder, name), readFileSync(join(folder, from))]);

let state = Number(seed) >>> 0;
/** A number below `n`; of a linear congruence the upper bits are the good ones. */
function below(n) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * n);
}

const MOVES = [
  (path, text) => {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  },
  (path, text) => writeFileSync(path, text.subarray(0, below(text.length))),
  (path, text) => writeFileSync(path, text),
  (path, text) => truncateSync(path, below(text.length)),
  (path) => renameSync(path, NAMES[below(NAMES.length)][0]),
  (path) => rmSync(path),
];

for (let made = 1; ; made++) {
  const [path, text] = NAMES[below(NAMES.length)];
  try {
    MOVES[below(MOVES.length)](path, text);
  } catch (error) {
    // The move before may have taken it away.
    if (error.code !== 'ENOENT') throw error;
  }
  if (made % 100 === 1) process.stdout.write(`${made}\n`);
  await setImmediate();
}
