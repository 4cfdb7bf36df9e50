/**
 * What the questions of `fleet` cost beside a query that somebody would write by hand, in one run and over the same files:
 * 10^4, 10^5 and 10^6 made-up reports as zstd NDJSON, 25,000 a file, as a collector rotates them. Beside them, up to
 * 10^5, jq and a streaming Node script. Then other forms of 10^4 of them: plain, gzip, by a pipe, pretty, one document a
 * file, and of 601 days. `--sizes 10000,100000`, `--rounds N` (default 3; the least time counts), and `--only
 * 'fleet summary,fleet export'`, which leaves out the other lines and forms.
 *
 * `written` is what the kernel counts as this process's to write to disk, which is what is kept for want of memory and,
 * of `export`, the tables; where TMPDIR is in memory it is nothing. `growth`: CPU a report over that of the first size.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { filesBelow } from './lib/files.js';
import { PEERS } from './lib/fleet/fleet-peers.js';
import { syntheticFleet } from './lib/fleet/synthetic-fleet.js';
import { ROOT, RUN } from './lib/paths.js';
import { Failure, script } from './lib/run.js';

const A_FILE = 25_000;
const PEERS_UP_TO = 100_000;
const OF_FORMS = 10_000;
const DAYS = 601;
/** The moment after the last report was made, at which none is expired. */
const AS_OF = '2026-03-02T00:00:00Z';
const BARE = join(ROOT, 'scripts', 'lib', 'fleet', 'fleet-bare.js');
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;

/** Makes the files once; a folder that is complete has its final name. */
async function made(name, make) {
  const folder = join(ROOT, 'reports', 'bench-fleet', name);
  if (!existsSync(folder)) {
    const fresh = `${folder}.new`;
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh, { recursive: true });
    await make(fresh);
    renameSync(fresh, folder);
  }
  return filesBelow(folder);
}

const files = (count, name = String(count), options = {}) =>
  made(name, async (folder) => {
    const fleet = syntheticFleet(options);
    for (let from = 0; from < count; from += A_FILE) {
      const file = join(folder, `${String(from).padStart(8, '0')}.ndjson.zst`);
      await write(fleet, from, Math.min(from + A_FILE, count), file);
    }
  });

/** The same reports in the other forms that `fleet` takes. */
const FORMS = {
  plain: (lines) => [['f.ndjson', lines.map((line) => `${line}\n`).join('')]],
  gzip: (lines) => [['f.ndjson.gz', gzipSync(lines.map((line) => `${line}\n`).join(''))]],
  pretty: (lines) => [
    ['f.json', lines.map((line) => `${JSON.stringify(JSON.parse(line), null, 2)}\n`).join('')],
  ],
  'one a file': (lines) => lines.map((line, n) => [`${n}.json`, `${line}\n`]),
};

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

const WHOLE = ['-c', 'exec "$@"', 'sh'];

/** @param shell before the command */
function node(args, shell = WHOLE) {
  const start = process.hrtime.bigint();
  const { status, output } = spawnSync('sh', [...shell, process.execPath, '--import', USAGE, ...args], {
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
  return { seconds, cpu, mib: usage.maxRSS / 1024, written: usage.fsWrite / 2048, hosts, documents };
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
    written: null,
    hosts: Number(stdout),
  };
}

function cases(count, paths) {
  const ask = (name, ...flags) => [
    `fleet ${name}`,
    () => node([RUN, 'fleet', name, ...flags, '--as-of', AS_OF, '--json', ...paths]),
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

/** Of each form the counts by verdict, and of many days the export, too. */
async function formCases() {
  const summary = (paths, shell) =>
    node([RUN, 'fleet', 'summary', '--as-of', AS_OF, '--json', ...paths], shell);
  const fleet = syntheticFleet();
  const lines = Array.from({ length: OF_FORMS }, (_, n) => fleet.line(n));
  const zstd = await files(OF_FORMS);
  const all = [['zstd', () => summary(zstd)]];
  for (const [form, texts] of Object.entries(FORMS)) {
    const paths = await made(form.replaceAll(' ', '-'), (folder) => {
      for (const [name, text] of texts(lines)) writeFileSync(join(folder, name), text);
    });
    // Ten thousand names are no command line.
    all.push([form, () => summary(paths.length > 1 ? [join(paths[0], '..')] : paths)]);
    if (form === 'plain')
      all.push(['a pipe', () => summary(['-'], [`-c`, `cat '${paths[0]}' | "$@"`, 'sh'])]);
  }
  const days = await files(OF_FORMS, `${DAYS}-days`, { day: '2024-07-09', days: DAYS });
  const living = node([RUN, 'fleet', 'summary', '--include-expired', '--json', ...days]).hosts;
  if (living !== OF_FORMS) throw new Failure(`${DAYS} days: ${living} hosts of ${OF_FORMS}`);
  return [...all, [`export, ${DAYS} days`, () => exported(days)]];
}

const option = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const least = (runs) => runs.reduce((best, run) => (run.seconds < best.seconds ? run : best));
const cell = (value, digits) => (value === null ? '-' : value.toFixed(digits)).padStart(12);
const HEADING = ['seconds', 'CPU s', 'peak MiB', 'written MiB', 'µs/report', '/ first', 'growth'];
const rounds = Number(option('--rounds', 3));

/** Runs all in turn and prints a line of each. `first`: of the first size, by name, the CPU a report. */
function table(title, count, all, first) {
  console.log(`\n${title}\n${''.padEnd(18)}${HEADING.map((name) => name.padStart(12)).join('')}`);
  const runs = all.map(() => []);
  for (let round = 0; round < rounds; round++) all.forEach(([, run], at) => void runs[at].push(run()));
  const best = runs.map(least);
  best.forEach(({ seconds, cpu, mib, written, hosts }, at) => {
    const [name] = all[at];
    if (hosts !== count) throw new Failure(`${name} counted ${hosts} hosts of ${count}`);
    const each = (cpu ?? seconds) / count;
    if (!first.has(name)) first.set(name, each);
    const figures = [
      cell(seconds, 2),
      cell(cpu, 2),
      cell(mib, 0),
      cell(written, 0),
      cell((seconds / count) * 1e6, 2),
    ];
    const beside = [cell((cpu ?? seconds) / (best[0].cpu ?? 1), 2), cell(each / first.get(name), 2)];
    console.log(name.padEnd(18) + [...figures, ...beside].join(''));
  });
}

await script(async () => {
  const only = option('--only', null)?.split(',');
  const sizes = option('--sizes', '10000,100000,1000000').split(',').map(Number);
  console.log(
    `${rounds} interleaved rounds, the least of each; ${availableParallelism()} cores, Node ${process.versions.node}`,
  );
  // Of no reports there are all lines; some peers are left out of large fleets.
  const lines = cases(0, []).map(([name]) => name);
  const unknown = only?.find((name) => !lines.includes(name));
  if (unknown !== undefined) throw new Failure(`--only: no line '${unknown}'; there are ${lines.join(', ')}`);
  const first = new Map();
  for (const count of sizes) {
    const paths = await files(count);
    const wanted = cases(count, paths).filter(([name]) => only?.includes(name) ?? true);
    table(`${count} reports in ${paths.length} files`, count, wanted, first);
  }
  if (only === undefined)
    table(`summary of ${OF_FORMS} reports in other forms`, OF_FORMS, await formCases(), first);
});
