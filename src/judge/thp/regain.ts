import type { Experiment } from '../../observe/observations.js';
import { STATE_NUMBERS } from '../../report/ranks.js';
import type { Context } from '../context.js';
import { linesOf } from '../evidence.js';
import { type Finding, finding, withEvidence } from '../finding.js';
import { experiment, number, step } from '../lookup.js';
import { judgeCall } from '../outcome.js';
import { missingStep } from '../setup.js';
import type { Column } from '../sizes.js';
import { unlessTheirThpIsOff, unlessThpIsOff } from './switched-off.js';

/** Whether base pages that were served become one huge page again, by the way of filling them that comes furthest. */
export function judgeRegain(context: Context, column: Column): Finding {
  const of = experiment(context.observations, 'regain', column.memory);
  if (of === undefined) return finding('unknown', 'not_run');
  const found = ['continue', 'copy'].flatMap((by) => judgeBy(context, column, of, by) ?? []);
  const [best] = found.toSorted((a, b) => STATE_NUMBERS[b.state] - STATE_NUMBERS[a.state]);
  return unlessTheirThpIsOff(context, column, best ?? missingStep(context, of));
}

function judgeBy(context: Context, column: Column, of: Experiment, by: string): Finding | null {
  const registered = attempt(of, `${by}_registered`, by);
  if (registered === null || registered.state === 'supported') return registered;
  const after = attempt(of, `${by}_after`, `${by}_after`);
  if (after?.state === 'supported')
    return { ...withEvidence(after, ...registered.evidence), state: 'limited', reason: 'after_close' };
  return registered.state === 'absent' ? unlessThpIsOff(context, column, registered) : registered;
}

/**
 * One call with what smaps, the bytes and, where it may be asked, the page itself said after it; null where it was not
 * made.
 */
function attempt(of: Experiment, name: string, looks: string): Finding | null {
  const test = step(of, name);
  if (test === undefined) return null;
  const [effect, bytes] = [step(of, `${looks}_effect`), step(of, `${looks}_bytes`)];
  const judged = judgeCall(of, test, effect);
  if (judged.state !== 'supported') return judged;
  const flags = step(of, `${looks}_flags`);
  const told = withEvidence(judged, ...linesOf(bytes, flags));
  if (number(bytes, 'wrongPages') !== 0) return { ...told, state: 'unknown', reason: 'bytes_differ' };
  return number(flags, 'huge') === 0 ? { ...told, state: 'unknown', reason: 'page_flags_differ' } : told;
}
