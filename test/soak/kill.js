/** Runs killed with SIGKILL at a random moment: the pools come back, no process and no file stays. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { eventually, marked, poolCounters } from './machine.js';

const RUN = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

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

function start(mark, output) {
  const env = { ...process.env, HGM_PROBE_SOAK: mark };
  return spawn(process.execPath, [RUN, '--json', '--output', output], { env, stdio: 'ignore' });
}

const ended = (child) =>
  new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));

export async function kill(times, seed) {
  const folder = mkdtempSync(join(tmpdir(), 'hgm-probe-soak-'));
  const next = random(seed);
  const pools = poolCounters();
  let killed = 0;
  try {
    const whole = Date.now();
    await ended(start('warm', join(folder, 'report.json')));
    const span = Date.now() - whole;
    rmSync(join(folder, 'report.json'));
    for (let time = 0; time < times; time++) {
      const mark = `soak-${process.pid}-${time}`;
      const child = start(mark, join(folder, 'report.json'));
      const end = ended(child);
      await sleep(next() * span);
      child.kill('SIGKILL');
      killed += (await end).signal === 'SIGKILL' ? 1 : 0;
      const clean = await eventually(() => marked(mark).length === 0 && poolCounters() === pools);
      if (!clean)
        throw new Error(`kill ${time}, seed ${seed}: processes ${marked(mark)}, pools ${poolCounters()}`);
    }
    return `${times} runs, ${killed} killed before their end (seed ${seed}): no process left, pools as before; ${left(folder)}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** SIGKILL can hit between making the temporary file and its rename: nothing can take that one away. */
function left(folder) {
  const files = readdirSync(folder).filter((name) => name !== 'report.json');
  return `${files.length} temporary file(s) beside --output`;
}
