/** Times starts with hyperfine, and reads their peak memory. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../median.js';
import { Failure } from '../run.js';

const RUNS = 5;

// Node reads this file of certificates at every start: 40 ms that are not ours.
const { NODE_EXTRA_CA_CERTS: _, NODE_COMPILE_CACHE: __, ...ENV } = process.env;

const quoted = (word) => `'${word}'`;

/** Seconds of each run of each `{ program, args, cache }`, where `cache` is a folder for compiled code or null. */
export function measure(commands, rounds) {
  const folder = mkdtempSync(join(tmpdir(), 'hgm-probe-hyperfine-'));
  const file = join(folder, 'times.json');
  const times = commands.map(() => []);
  try {
    for (let round = 0; round < rounds; round++)
      for (const [index, { program, args, cache }] of commands.entries()) {
        const env = cache === null ? ENV : { ...ENV, NODE_COMPILE_CACHE: cache };
        hyperfine([program, ...args].map(quoted).join(' '), file, env);
        times[index].push(...JSON.parse(readFileSync(file, 'utf8')).results[0].times);
      }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return times;
}

function hyperfine(command, file, env) {
  const args = [
    '--shell=none',
    '--warmup=1',
    `--runs=${RUNS}`,
    '--style=none',
    `--export-json=${file}`,
    command,
  ];
  const { status, stderr, error } = spawnSync('hyperfine', args, { env, encoding: 'utf8' });
  if (status !== 0) throw new Failure(`hyperfine: ${error?.message ?? stderr}`);
}

/** Of a run's processes the largest, in bytes: the median of five, as the kernel told GNU time, small itself. */
export function peakBytes(program, args) {
  const peaks = Array.from({ length: RUNS }, () => {
    const { status, stderr } = spawnSync('time', ['--format=%M', program, ...args], {
      env: ENV,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (status !== 0) throw new Failure(`${program} ${args.join(' ')}: ${stderr}`);
    return Number(stderr) * 1024;
  });
  return median(peaks);
}
