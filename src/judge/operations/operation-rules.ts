/** What is particular to one call on memory, beside the table that all share. */
import { BASE, type Extent, HUGE } from '../../capabilities/extent.js';
import type { Rule } from '../../capabilities/operation.js';
import type { Call, Experiment } from '../../observe/observations.js';
import type { Context } from '../context.js';
import { line } from '../evidence.js';
import { type Finding, finding, withEvidence } from '../finding.js';
import { experiment, number, step, succeeded } from '../lookup.js';
import type { Column } from '../sizes.js';
import { unlessTheirThpIsOff, unlessThpIsOff } from '../thp/switched-off.js';

interface Seen {
  context: Context;
  column: Column;
  extent: Extent;
  found: Experiment;
  test: Call;
  look: Call | undefined;
}

/** From what the table says of the call to what is said of it. */
export const RULES: Readonly<Record<Rule, (judged: Finding, seen: Seen) => Finding>> = {
  effect: (judged) => judged,
  continue: (judged, { context, extent, found, test }) =>
    (extent === HUGE ? onLeftTable(context, found, test) : null) ?? judged,
  poison: (judged, seen) => (judged.state === 'supported' ? withSignal(judged, seen) : judged),
  move: (judged, seen) => (judged.state === 'supported' ? asOne(judged, seen) : judged),
  // DONTNEED of a base page drops the whole huge page on 5.18 to 6.0.
  dontneed: roundedUp,
  remove: (judged, seen) =>
    isBaseOfHuge(judged, seen) && figure(seen, 'freedBytes') === 0
      ? { ...judged, reason: 'zeroes_only' }
      : judged,
  // POPULATE of a base page takes the whole huge page.
  populate: (judged, seen) => roundedUp(withRead(judged, seen), seen),
  collapse: (judged, { context, column }) =>
    unlessTheirThpIsOff(
      context,
      column,
      judged.reason === 'refused' ? unlessThpIsOff(context, column, judged) : judged,
    ),
  // Recordings of a version that took a wait in vain for a look.
  wake: (judged) =>
    judged.reason === 'no_effect' ? { ...judged, state: 'unknown', reason: 'deadline' } : judged,
};

/**
 * CONTINUE of a whole huge page where a base page had been mapped and dropped. The page table outlives
 * MADV_DONTNEED on a kernel of the series, so its EEXIST says nothing of a mapping where nothing was mapped.
 * Recordings of version 0.1 have that call; since then the whole page has a mapping of its own. What speaks then
 * is the proof without opt-in, whose control is the same call on such a mapping. Null where the call was another.
 */
function onLeftTable({ observations }: Context, of: Experiment, test: Call): Finding | null {
  if (test.errno !== 'EEXIST' || !succeeded(step(of, 'base')) || !succeeded(step(of, 'unmap_whole')))
    return null;
  const proof = experiment(observations, 'hgm_proof', of.memory, 'rfc-v1');
  const whole = step(proof, 'continue_whole');
  if (!whole || !succeeded(whole) || number(whole, 'mapped') !== of.pageBytes)
    return finding('unknown', 'page_table_left', [line(test)]);
  const inside = step(proof, 'base_on_whole');
  // A base page inside of it is there already.
  return inside?.errno === 'EEXIST'
    ? finding('supported', 'works', [line(test), line(whole, {}, 'control'), line(inside, {}, 'look')])
    : finding('advertised', 'accepted_not_observed', [line(test), line(whole, {}, 'control')]);
}

/**
 * Which SIGBUS an access raises. Looked at only where the kernel handles no memory failures, for one that does may
 * log it; there it is the one of broken memory.
 */
function withSignal(judged: Finding, { extent, found }: Seen): Finding {
  const raised = step(found, `${extent.name}_signal`);
  const looks = [step(found, 'memory_failure'), raised].filter((call) => call !== undefined);
  const told = withEvidence(judged, ...looks.map((call) => line(call)));
  const code = raised?.out.code;
  return code === undefined || code === 'BUS_MCEERR_AR' ? told : { ...told, reason: 'plain_sigbus' };
}

/** Whether a transparent huge page that was moved is one where it came to. */
function asOne(judged: Finding, { extent, found }: Seen): Finding {
  const look = step(found, `${extent.name}_whole`);
  if (look === undefined) return judged;
  const told = withEvidence(judged, line(look));
  return number(look, 'changed') === 0 ? { ...told, reason: 'splits' } : told;
}

/** MADV_POPULATE_READ of the base page beside the _WRITE. */
function withRead(judged: Finding, { extent, found }: Seen): Finding {
  const read = step(found, 'read_base');
  return judged.state === 'supported' && extent === BASE && read ? withEvidence(judged, line(read)) : judged;
}

const isBaseOfHuge = ({ state }: Finding, { column, extent }: Seen): boolean =>
  state === 'supported' && column.kind === 'hugetlb' && extent === BASE;

/** More was reached than what was asked for. */
function roundedUp(judged: Finding, seen: Seen): Finding {
  if (!isBaseOfHuge(judged, seen)) return judged;
  const allocated = figure(seen, 'allocatedBytes');
  const beyond =
    figure(seen, 'beyond') === 1 || (allocated !== null && allocated > seen.context.basePageBytes);
  return beyond ? { ...judged, reason: 'rounds_up' } : judged;
}

const figure = ({ test, look }: Seen, field: string): number | null =>
  number(look, field) ?? number(test, field);
