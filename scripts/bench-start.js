/**
 * How long the tool takes to start, beside an empty Node in the same run: runs are interleaved, so that
 * a busy moment of the host meets all alike. `--rounds N` (default 25, at least 20). Numbers in milliseconds.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DIST, ROOT, RUN } from './lib/paths.js';
import { Failure, script } from './lib/run.js';

// Node reads this file of certificates at every start: 40 ms that are not ours.
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;

/** Runs Node once; returns wall time and stdout. A failed run would be a wrong time, so it ends the bench. */
function node(args) {
  const start = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, env, encoding: 'utf8' });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0) throw new Failure(`node ${args.join(' ')}: exit code ${status}\n${stderr}`);
  return { ms, stdout };
}

/** The kernel work alone: the experiments of a default run without timings, as a fresh process waits for them. */
function kernelWork() {
  const from = (...path) => JSON.stringify(pathToFileURL(join(DIST, 'observe', ...path)).href);
  const code = `
    const { loadAddon } = await import(${from('addon.js')});
    const { BORROW_AUTO, decideBorrows } = await import(${from('borrow.js')});
    const { readPools } = await import(${from('files', 'pools.js')});
    const { readThpBytes } = await import(${from('files', 'thp.js')});
    const { planRun } = await import(${from('plan.js')});
    const pools = readPools();
    const borrows = decideBorrows(BORROW_AUTO, pools);
    const rest = { quiet: false, quietFaults: false, thpBytes: readThpBytes(), latency: false };
    const plans = planRun({ pools, borrows, ...rest }).map((plan) => plan.native);
    const addon = loadAddon();
    const start = performance.now();
    await addon.run(plans);
    process.stdout.write(String(performance.now() - start));`;
  return Number(node(['--input-type=module', '-e', code]).stdout);
}

const CASES = [
  ['node -e 0', () => node(['-e', '0']).ms],
  ['--version', () => node([RUN, '--version']).ms],
  ['--json --no-latency', () => node([RUN, '--json', '--no-latency']).ms],
  ['kernel work alone', kernelWork],
];

const quantile = (sorted, q) => sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];

await script(() => {
  const at = process.argv.indexOf('--rounds');
  const rounds = Math.max(20, Number(at < 0 ? 25 : process.argv[at + 1]) || 25);
  const samples = CASES.map(() => []);
  for (const [, run] of CASES) run(); // fills the page cache, counted nowhere
  for (let round = 0; round < rounds; round++) {
    CASES.forEach(([, run], index) => {
      samples[index].push(run());
    });
  }
  const sorted = samples.map((list) => list.sort((a, b) => a - b));
  const base = quantile(sorted[0], 0.5);
  const row = (name, ...cells) =>
    console.log(name.padEnd(20) + cells.map((cell) => cell.padStart(12)).join(''));
  console.log(`${rounds} interleaved rounds, Node ${process.versions.node}, ${process.arch}\n`);
  row('', 'median ms', 'min ms', 'p90 ms', '/ node -e 0');
  CASES.forEach(([name], index) => {
    const list = sorted[index];
    const median = quantile(list, 0.5);
    const times = [median, list[0], quantile(list, 0.9)].map((ms) => ms.toFixed(1));
    row(name, ...times, (median / base).toFixed(2));
  });
});
