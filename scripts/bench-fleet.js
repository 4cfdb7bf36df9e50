/**
 * What the questions of `fleet` cost beside a query that somebody would write by hand, in one run and over the same files:
 * 10^4, 10^5 and 10^6 made-up reports as zstd NDJSON, 25,000 a file, as a collector rotates them. Beside them, up to
 * 10^5, jq and a streaming Node script. `--sizes 10000,100000` and `--rounds N` (default 3; the least time counts).
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { filesBelow } from './lib/files.js';
import { PEERS } from './lib/fleet-peers.js';
import { ROOT, RUN } from './lib/paths.js';
import { Failure, script } from './lib/run.js';
import { syntheticFleet } from './lib/synthetic-fleet.js';

const A_FILE = 25_000;
const PEERS_UP_TO = 100_000;
const BARE = join(ROOT, 'scripts', 'lib', 'fleet-bare.js');
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;

/** Makes the files once; a folder that is complete has its final name. */
async function files(count) {
  const folder = join(ROOT, 'reports', 'bench-fleet', String(count));
  if (!existsSync(folder)) {
    const fresh = `${folder}.new`;
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh, { recursive: true });
    const fleet = syntheticFleet();
    for (let from = 0; from < count; from += A_FILE)
      await write(
        fleet,
        from,
        Math.min(from + A_FILE, count),
        join(fresh, `${String(from).padStart(8, '0')}.ndjson.zst`),
      );
    renameSync(fresh, folder);
  }
  return filesBelow(folder);
}

async function write(fleet, from, to, path) {
  const zstd = spawn('zstd', ['-q', '-3', '-o', path], { stdio: ['pipe', 'inherit', 'inherit'] });
  for (let n = from; n < to; n++)
    if (!zstd.stdin.write(`${fleet.line(n)}\n`)) await once(zstd.stdin, 'drain');
  zstd.stdin.end();
  const [code] = await once(zstd, 'close');
  if (code !== 0) throw new Failure(`zstd: exit code ${code}`);
}

/** The child says its own peak: what a spawned process used is not told to Node. */
const USAGE = `data:text/javascript,${encodeURIComponent(
  "import { writeSync } from 'node:fs'; process.on('exit', () => writeSync(3, JSON.stringify(process.resourceUsage())))",
)}`;

function node(args) {
  const start = process.hrtime.bigint();
  const { status, output } = spawnSync(process.execPath, ['--import', USAGE, ...args], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0)
    throw new Failure(`node ${args.slice(0, 3).join(' ')}: exit code ${status}\n${output[2]}`);
  const usage = JSON.parse(output[3]);
  const cpu = (usage.userCPUTime + usage.systemCPUTime) / 1e6;
  const { hosts, documents } = JSON.parse(output[1]);
  return { seconds, cpu, mib: usage.maxRSS / 1024, hosts, documents };
}

/** Of the newest of each host whatever it has expired by: that is counted among `documents`. */
function exported(paths) {
  const to = join(ROOT, 'reports', 'bench-fleet', 'export');
  rmSync(to, { recursive: true, force: true });
  const run = node([RUN, 'fleet', 'export', '--to', to, '--json', ...paths]);
  rmSync(to, { recursive: true, force: true });
  return { ...run, hosts: run.documents };
}

function peer(command, paths) {
  const start = process.hrtime.bigint();
  const { status, stdout } = spawnSync('sh', ['-c', command, 'sh', ...paths], { env, encoding: 'utf8' });
  if (status !== 0) throw new Failure(`${command}: exit code ${status}`);
  return {
    seconds: Number(process.hrtime.bigint() - start) / 1e9,
    cpu: null,
    mib: null,
    hosts: Number(stdout),
  };
}

function cases(count, paths) {
  // The moment after the last of them was made, at which none is expired.
  const ask = (name, ...flags) => [
    `fleet ${name}`,
    () => node([RUN, 'fleet', name, ...flags, '--as-of', '2026-03-02T00:00:00Z', '--json', ...paths]),
  ];
  const ours = [
    ask('summary'),
    ask('pairs', '--profile', 'qemu-postcopy'),
    ask('outliers'),
    ask('matrix'),
    ['fleet export', () => exported(paths)],
  ];
  const bare = ['bare DuckDB', () => node([BARE, ...paths])];
  const peers = Object.entries(PEERS).map(([name, command]) => [name, () => peer(command, paths)]);
  return [...ours, bare, ...(count > PEERS_UP_TO ? [] : peers)];
}

const option = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const least = (runs) => runs.reduce((best, run) => (run.seconds < best.seconds ? run : best));
const cell = (value, digits) => (value === null ? '-' : value.toFixed(digits)).padStart(10);

await script(async () => {
  const sizes = option('--sizes', '10000,100000,1000000').split(',').map(Number);
  const rounds = Number(option('--rounds', 3));
  console.log(
    `${rounds} interleaved rounds, the least of each; ${availableParallelism()} cores, Node ${process.versions.node}`,
  );
  for (const count of sizes) {
    const paths = await files(count);
    console.log(`\n${count} reports in ${paths.length} files`);
    console.log(
      `${''.padEnd(16)}${['seconds', 'CPU s', 'peak MiB', 'µs/report', '/ summary'].map((name) => name.padStart(10)).join('')}`,
    );
    const all = cases(count, paths);
    const runs = all.map(() => []);
    for (let round = 0; round < rounds; round++) all.forEach(([, run], at) => void runs[at].push(run()));
    const best = runs.map(least);
    best.forEach(({ seconds, cpu, mib, hosts }, at) => {
      if (hosts !== count) throw new Failure(`${all[at][0]} counted ${hosts} hosts of ${count}`);
      const figures = [cell(seconds, 2), cell(cpu, 2), cell(mib, 0), cell((seconds / count) * 1e6, 2)];
      console.log(all[at][0].padEnd(16) + figures.join('') + cell((cpu ?? seconds) / (best[0].cpu ?? 1), 2));
    });
  }
});
