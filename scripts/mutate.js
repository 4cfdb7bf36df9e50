/**
 * Whether the tests would notice a wrong rule: flips one comparison, operator, constant or state of src/judge
 * or src/capabilities at a time and runs the rules' tests. Prints the score and every mutant that no test noticed; exit code 1
 * below 90 %, of a sample below what chance makes of 90 % once in twenty (86 % of 150): each change of a rule draws another.
 *
 * `--file NAME` only mutants of files of that name; `--sample N` so many, drawn at random; `--seed S` draws the same
 * ones again; `--workers N` (default 2).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { mutants } from './lib/mutate-mutants.js';
import { runAll } from './lib/mutate-run.js';
import { ROOT } from './lib/paths.js';
import { Failure, script } from './lib/run.js';

const FOLDERS = [join('src', 'capabilities'), join('src', 'judge')];
const LEAST = 0.9;

/** What a sample of so many falls below once in twenty, where `LEAST` of all are noticed. */
const leastOf = (count) => LEAST - 1.645 * Math.sqrt((LEAST * (1 - LEAST)) / count);

/** Every mutant of a file as a job, with the line it is on and how it reads before and after. */
function jobsOf(file) {
  const original = readFileSync(join(ROOT, file), 'utf8');
  return mutants(original).map(({ start, end, becomes }) => {
    const text = original.slice(0, start) + becomes + original.slice(end);
    const number = original.slice(0, start).split('\n').length;
    const line = (of) => of.split('\n')[number - 1].trim();
    return { file, original, text, where: `${file}:${number}`, was: line(original), is: line(text) };
  });
}

/** mulberry32: small, and the same on every machine. */
function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function sample(jobs, count, seed) {
  const next = random(seed);
  const left = [...jobs];
  const draw = () => left.splice(Math.floor(next() * left.length), 1);
  return Array.from({ length: Math.min(count, jobs.length) }, draw).flat();
}

const natural = (word, name) => {
  const value = Number(word);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new Failure(`--${name} wants a whole number, not ${word}`);
  return value;
};

await script(async () => {
  const string = { type: 'string' };
  const { values } = parseArgs({ options: { file: string, sample: string, seed: string, workers: string } });
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true })
      .filter((name) => (values.file ? basename(name) === values.file : name.endsWith('.ts')))
      .map((name) => join(folder, name)),
  );
  if (files.length === 0) throw new Failure(`no ${values.file} in ${FOLDERS.join(' or ')}`);
  const all = files.flatMap(jobsOf);
  const seed = natural(values.seed ?? String(Date.now() % 1_000_000), 'seed');
  const jobs = values.sample ? sample(all, natural(values.sample, 'sample'), seed) : all;
  if (jobs.length === 0) throw new Failure('no mutants');

  const verdicts = { killed: 0, timed_out: 0, survived: 0, not_loaded: 0 };
  const started = Date.now();
  await runAll(jobs, natural(values.workers ?? '2', 'workers'), ({ verdict, where, was, is }) => {
    verdicts[verdict]++;
    if (verdict === 'survived') console.log(`${where}: ${was} → ${is}`);
  });
  const { killed, timed_out, survived, not_loaded } = verdicts;
  const noticed = killed + timed_out;
  const score = noticed / (noticed + survived);
  const seconds = Math.round((Date.now() - started) / 1000);
  const drawn = values.sample ? ` of ${all.length}, seed ${seed}` : '';
  console.log(
    `Mutation: ${noticed} of ${noticed + survived} noticed (${(100 * score).toFixed(1)} %), ${timed_out} by time, ` +
      `${not_loaded} that did not load left out; ${jobs.length} mutants${drawn}; ${seconds} s`,
  );
  const least = values.sample ? leastOf(noticed + survived) : LEAST;
  if (!(score >= least)) process.exitCode = 1;
});
