/**
 * Fuzzes what the program of the experiments reads of strangers: `--seconds N` for each fuzzer, 10 unless told.
 * What is found stays below test/native/build/fuzz.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensurePackages, program } from './lib/apt.js';
import { ROOT } from './lib/paths.js';
import { Failure, quietly, say, script } from './lib/run.js';

const TESTS = join(ROOT, 'test', 'native');
const BUILT = join(TESTS, 'build', 'fuzz');

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } },
});

await script(() => {
  const seconds = Number(values.seconds);
  if (!(seconds > 0)) throw new Failure(`--seconds ${values.seconds} is no number of seconds`);
  ensurePackages([
    program('clang++', 'clang'),
    { missing: !existsSync('/usr/share/doc/libclang-rt-dev'), packages: ['libclang-rt-dev'] },
    program('make', 'make'),
  ]);
  say('building the fuzzers');
  quietly('building the fuzzers', 'make', ['-C', TESTS, '-j2', 'fuzz']);
  for (const source of readdirSync(join(TESTS, 'fuzz'))) {
    const name = source.replace(/\.cc$/, '');
    const words = [
      `-max_total_time=${seconds}`,
      `-seed=${values.seed}`,
      '-max_len=512',
      '-print_final_stats=1',
    ];
    const { status, stderr } = spawnSync(
      join(BUILT, name),
      [...words, `-artifact_prefix=${BUILT}/${name}-`],
      { encoding: 'utf8', maxBuffer: 1 << 28 },
    );
    if (status !== 0) {
      process.stderr.write(stderr);
      throw new Failure(`the fuzzer of ${name} found something`);
    }
    say(`${name}: ${/executed_units: (\d+)/.exec(stderr)?.[1]} inputs in ${seconds} s, clean`);
  }
});
