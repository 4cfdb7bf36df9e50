/**
 * Faults of the host: every system call in turn answers with an errno that the kernel did not mean. Usage:
 * `npm run test:faults [-- --ci | --call NAME --errno NAME --when first|third|second|every] [-- COMMAND…]`. The
 * command writes a document or a recording to standard output. Ends with a line of totals.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensurePackages, program } from '../../scripts/lib/apt.js';
import { makeTool, TOOL } from '../../scripts/lib/package/tool.js';
import { descriptors, eventually, ofSession, poolCounters } from '../soak/machine.js';
import { withPages } from '../soak/pool.js';
import { falseCells, reportOf } from './document.js';
import { endingOf } from './ending.js';
import { run } from './inject.js';
import { injections, nameOf } from './matrix.js';

const PROBE = [process.execPath, TOOL, '--json', '--no-latency'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ci: { type: 'boolean', default: false },
    call: { type: 'string' },
    errno: { type: 'string' },
    when: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});

ensurePackages([program('strace', 'strace')]);
await makeTool();
const command = positionals.length > 0 ? positionals : PROBE;
const folder = mkdtempSync(join(tmpdir(), 'hgm-probe-faults-'));
const pool = withPages(8);
if (pool.missing !== null) console.log(`faults: without huge pages: ${pool.missing}`);
const totals = { runs: 0, met: 0, documents: 0, faults: 0, hosts: 0, false: 0, other: 0 };

function wrong(kind, injection, text) {
  totals[kind]++;
  console.log(`faults: ${nameOf(injection)}: ${text}`);
}

/** Runs one injection and says what is wrong with what came of it. */
async function inject(injection, undisturbed, before) {
  totals.runs++;
  const result = await run(command, injection, join(folder, 'log'));
  if (result.hits > 0) totals.met++;
  if (result.stdout === '') {
    const ending = endingOf(result);
    if (ending === 'fault') totals.faults++;
    else if (ending === 'host') totals.hosts++;
    else wrong('other', injection, ending);
    if (values.verbose)
      console.log(`faults: ${nameOf(injection)}: no document: ${result.stderr.trim().split('\n')[0]}`);
  } else {
    totals.documents++;
    try {
      const report = await reportOf(result.stdout);
      for (const cell of falseCells(report, undisturbed)) wrong('false', injection, cell);
    } catch (error) {
      wrong('other', injection, `no whole document: ${error.message}`);
    }
  }
  const clean = await eventually(() => ofSession(result.id).length === 0 && state() === before);
  if (!clean) wrong('other', injection, `left behind: ${ofSession(result.id).length} processes; ${state()}`);
}

// The pool is put back whoever ends the run.
let stopped = false;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => (stopped = true));

const state = () => `${descriptors()} descriptors; ${poolCounters()}`;

try {
  const calm = await run(command, null, join(folder, 'log'));
  const undisturbed = await reportOf(calm.stdout);
  const before = state();
  const started = Date.now();
  for (const injection of injections(values)) {
    if (stopped) break;
    await inject(injection, undisturbed, before);
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(
    `faults: ${totals.runs} runs in ${seconds} s, ${totals.met} met the call: ${totals.documents} documents, ` +
      `${totals.faults} faults in one line, ${totals.hosts} ended with the program that hosts them; ` +
      `${totals.false} false cells, ${totals.other} otherwise wrong`,
  );
} finally {
  pool.restore();
  rmSync(folder, { recursive: true, force: true });
}
if (stopped || totals.runs === 0 || totals.false + totals.other > 0) process.exitCode = 1;
