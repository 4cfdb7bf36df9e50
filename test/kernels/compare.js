/** Reads the cells of one run out of the report, and compares them with what they should be. */

import { agreements } from '../features/agree.js';
import { seenPlain } from './kvm/cells.js';

/** Lines that a slow machine writes by itself, whatever runs on it: clocks that settle, interrupts that come late. */
const BACKGROUND =
  /clocksource: |tsc: Refined TSC|hrtimer: interrupt took|perf: interrupt took|random: crng init done|workqueue: .* hogged CPU/;

/** The same names as in cells.js; a value may say more than the expected one does. */
export function seenCells(run) {
  const cells = new Map([
    ['exit', String(run.status ?? run.signal)],
    ['stderr', run.stderr],
    ['kernel log', run.log.filter((line) => !BACKGROUND.test(line)).join('\n')],
  ]);
  for (const line of (run.plain ?? '').split('\n').filter(Boolean))
    cells.set(`plain ${line.replace(/ \S+$/, '')}`, line.replace(/.* /, ''));
  if (run.demoted !== undefined) cells.set('demoted', run.demoted);
  if (run.left !== undefined) cells.set('left by kills', run.left);
  if (run.situation !== undefined) for (const [cell, answer] of seenPlain(run)) cells.set(cell, answer);
  const report = parse(run.stdout);
  if (report === null) return cells;
  const { host, hgm, userfaultfd, capabilities, ledger, pools, timings, witnesses } = report;
  cells.set('host', `${host.arch} ${host.basePageBytes}`);
  cells.set('features', String(userfaultfd.features));
  cells.set('ioctls', String(userfaultfd.ioctls));
  cells.set('feature names', userfaultfd.featureNames.join(' '));
  cells.set('unnamed bits', userfaultfd.unnamedBits.join(' '));
  const loud = witnesses.filter(
    ({ says, agrees }) => says === 'on' || says === 'patched' || agrees === false,
  );
  cells.set('witnesses for HGM', loud.map(({ id }) => id).join(' '));
  const found = [hgm.dialect, hgm.proof, hgm.granuleBytes, ...hgm.granules].filter((each) => each !== null);
  cells.set('hgm', [hgm.state, hgm.reason, ...found.map(String)].join(' '));
  for (const row of capabilities)
    cells.set(row.memory === null ? row.id : `${row.id} ${row.memory}`, seen(row));
  if (run.features !== undefined) {
    const states = capabilities.map(({ id, memory, state }) => [
      memory === null ? id : `${id} ${memory}`,
      state,
    ]);
    for (const { name, agrees } of agreements(run.features, new Map(states)))
      cells.set(`plain feature ${name}`, agrees);
  }
  for (const entry of ledger) cells.set(`ledger ${word(entry.pageBytes)}`, settled(entry));
  const gigantic = pools.find(({ pageBytes }) => pageBytes === 2 ** 30)?.demoteBytes;
  cells.set('demote of 1G', gigantic === undefined ? 'none' : word(gigantic));
  // Whether a guest had a transparent huge page to spare is no fact about its kernel, nor how many calls were made in
  // the time: on a busy machine an emulated one makes none, and the row says so with its n of 0.
  const timed = timings.filter(({ id }) => id !== 'thp_split' && id !== 'regain.huge');
  const names = timed.map(({ id, memory, granuleBytes }) => `${id} ${memory ?? word(granuleBytes)}`);
  cells.set('timings', names.join(', '));
  return cells;
}

/** `not_permitted` goes with its gate, a mode of REGISTER that works with its ioctls, the rest with a reason. */
function seen({ id, state, reason, gate, evidence }) {
  if (gate !== undefined) return `${state} ${gate}`;
  const ioctls = /ioctls=(0x[0-9a-f]+)/.exec(evidence[0] ?? '')?.[1];
  const mode = id.startsWith('register.') && state === 'supported';
  return `${state} ${mode && ioctls ? ioctls : reason}`;
}

function settled(entry) {
  const same = ['free', 'reserved', 'total'].every(
    (name) => entry[`${name}Before`] === entry[`${name}After`],
  );
  return `${entry.borrowed} ${same ? 'given back' : 'missing afterwards'}`;
}

function word(bytes) {
  const [unit, size] = [
    ['G', 2 ** 30],
    ['M', 2 ** 20],
    ['K', 2 ** 10],
  ].find(([, each]) => bytes >= each);
  return `${bytes / size}${unit}`;
}

/** Cells that are not as expected, that are missing, or that nobody expected: `{ cell, expected, seen }`. */
export function wrongCells(expected, found) {
  const names = new Set([...expected.keys(), ...found.keys()]);
  return [...names]
    .map((cell) => ({ cell, expected: expected.get(cell) ?? null, seen: found.get(cell) ?? null }))
    .filter((each) => !agrees(each.expected, each.seen));
}

/** A state alone agrees with any reason. */
const agrees = (expected, found) =>
  expected !== null && found !== null && (found === expected || found.startsWith(`${expected} `));

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
