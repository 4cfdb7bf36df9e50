/**
 * Runs of which one process is killed with SIGKILL at a random moment, the tool, the supervisor or a child of it:
 * the pools come back, no process and no file stays, and the tool outlives the others with a report or one line.
 * Two runs at a time; processes and pools are looked at once both are over.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { TOOL } from '../../scripts/lib/package/tool.js';
import { childrenOf, eventually, ofSession, poolCounters } from './machine.js';

const fromRoot = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const COMMAND = [process.execPath, TOOL];
const ALONE = [fromRoot('dist.program/hgm-observe')];

/** The first process is the tool, or hgm-observe by itself. */
const JOBS = [
  { name: 'probe', words: (report) => [...COMMAND, '--json', '--output', report] },
  {
    name: 'bench',
    words: (report) => [...COMMAND, 'bench', '--json', '--duration', '5ms', '--output', report],
  },
  { name: 'hgm-observe', words: () => ALONE },
];

/** From the first process to the one that is to be killed: 0 is itself, 1 its child, 2 the child of that. */
const VICTIMS = { probe: [0, 1, 2], bench: [0, 1, 2], 'hgm-observe': [0, 1] };

/** mulberry32: a seed that is printed makes a failed moment come again. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A run, with what came of it once it has ended. */
function start(job, report) {
  const [program, ...words] = job.words(report);
  const child = spawn(program, words, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const run = { pid: child.pid, over: false, stderr: '', end: null };
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    run.stderr += chunk;
  });
  run.end = new Promise((resolve) =>
    child.once('close', (code, signal) => {
      run.over = true;
      resolve({ code, signal });
    }),
  );
  return run;
}

/** The process so many generations below; null where there is none. */
function below(pid, generations) {
  if (generations === 0) return pid;
  const child = childrenOf(pid)[0];
  return child === undefined ? null : below(child, generations - 1);
}

/** Kills the first that is there from now on; false where the run ended before there was one. */
async function strike(run, generations) {
  while (!run.over) {
    const pid = below(run.pid, generations);
    try {
      if (pid !== null) return process.kill(pid, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return false;
}

/** What is wrong with how a run went on whose supervisor or child was killed; null where nothing is. */
function wrongEnd({ code, signal }, stderr, report) {
  if (signal !== null || (code !== 0 && code !== 70)) return `it ended with ${signal ?? code}: ${stderr}`;
  if (code === 70 && !/^(hgm-probe: .*\n)+$/.test(stderr)) return `exit 70 says ${JSON.stringify(stderr)}`;
  if (code === 0 && stderr !== '' && !/^(hgm-probe: .*\n)+$/.test(stderr)) return stderr;
  if (code === 0) JSON.parse(readFileSync(report, 'utf8'));
  return null;
}

const LANES = 2;

/** One run, struck at that part of its span; what is wrong with how it went on, and who was killed. */
async function killed({ job, victim, part, span, report }) {
  rmSync(report, { force: true });
  const run = start(job, report);
  await sleep(part * span);
  const struck = await strike(run, victim);
  const end = await run.end;
  const outlived = struck && victim > 0 && job.name !== 'hgm-observe';
  const wrong = outlived ? wrongEnd(end, run.stderr, report) : null;
  // Not struck: it ended before.
  return { pid: run.pid, who: struck ? `${job.name} ${victim}` : null, wrong };
}

export async function kill(times, seed) {
  const folder = mkdtempSync(join(tmpdir(), 'hgm-probe-soak-'));
  const reports = Array.from({ length: LANES }, (_, lane) => join(folder, `report-${lane}.json`));
  const next = random(seed);
  const pools = poolCounters();
  const counts = new Map();
  try {
    const spans = new Map();
    for (const job of JOBS) {
      const from = Date.now();
      await start(job, reports[0]).end;
      spans.set(job, Date.now() - from);
    }
    let runs = 0;
    let kills = 0;
    while (kills < times) {
      const drawn = reports.map((report) => {
        const job = JOBS[runs++ % JOBS.length];
        const victims = VICTIMS[job.name];
        const victim = victims[Math.floor(next() * victims.length)];
        return { job, victim, part: next(), span: spans.get(job), report };
      });
      const ends = await Promise.all(drawn.map(killed));
      for (const { who } of ends) {
        if (who === null) continue;
        kills++;
        counts.set(who, (counts.get(who) ?? 0) + 1);
      }
      const rest = () => ends.flatMap(({ pid }) => ofSession(pid));
      const clean = await eventually(() => rest().length === 0 && poolCounters() === pools);
      const wrong = ends.map((each) => each.wrong).filter((each) => each !== null);
      if (clean && wrong.length === 0) continue;
      const names = drawn.map(({ job, victim }) => `${job.name}, ${victim} below`).join(' and ');
      throw new Error(
        `run ${runs}, kill of ${names}, seed ${seed}: ${wrong.join('; ')} processes ${rest()}, pools ${poolCounters()}`,
      );
    }
    return `${kills} of ${runs} runs killed before their end (seed ${seed}): ${told(counts)}; no process left, pools as before; ${left(folder)}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const NAMES = ['the first process', 'its child', 'the child of that'];
const told = (counts) =>
  [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => name.replace(/\d$/, (victim) => `(${NAMES[victim]}) ${count}`))
    .join(', ');

/** SIGKILL can hit between making the temporary file and its rename: nothing can take that one away. */
function left(folder) {
  const files = readdirSync(folder).filter((name) => !name.startsWith('report-'));
  return `${files.length} temporary file(s) beside --output`;
}
