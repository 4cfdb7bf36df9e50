/** What a private mapping of a file takes, where a shared one does. */
import { PRIVATE_EXPERIMENT, type PrivateId } from '../../capabilities/families/private.js';
import type { Call, Experiment } from '../../observe/observations.js';
import { borrowOf, type Context } from '../context.js';
import { line } from '../evidence.js';
import { type Finding, finding, withEvidence } from '../finding.js';
import { experiment, step, succeeded } from '../lookup.js';
import { failure, judgeCall, kindOf } from '../outcome.js';
import { notBorrowed } from '../pools/borrow.js';
import { pageRefused } from '../pools/page-refused.js';
import { doubtPages } from '../pools/pages-not-taken-over.js';
import { missingStep } from '../setup.js';
import type { Column } from '../sizes.js';
import { unlessTheirThpIsOff, unlessThpIsOff } from '../thp/switched-off.js';
import { inDoubt } from '../ways/not-taken-over.js';
import { unregistered } from './register.js';

type Rule = (context: Context, column: Column, of: Experiment) => Finding;

const RULES: Readonly<Record<PrivateId, Rule>> = {
  'private.minor': (context, column, of) => inDoubt(context, minor(context, column, of)),
  'private.dontneed': (context, column, of) =>
    doubtPages(context, PRIVATE_EXPERIMENT, column, dontneed(context, column, of)),
  'private.remove': (context, _, of) => {
    const test = step(of, 'remove');
    return test === undefined ? missingStep(context, of, false) : remove(of, test);
  },
  'private.collapse': (context, column, of) => {
    const test = step(of, 'collapse');
    return test === undefined ? missingStep(context, of) : collapse(context, column, of, test);
  },
};

export function judgePrivate(context: Context, id: PrivateId, column: Column): Finding {
  const of = experiment(context.observations, PRIVATE_EXPERIMENT, column.memory);
  return of === undefined ? finding('unknown', 'not_run') : RULES[id](context, column, of);
}

function minor(context: Context, column: Column, of: Experiment): Finding {
  const registered = step(of, 'register_private');
  if (registered !== undefined && kindOf(registered) === 'refused') {
    const shared = step(experiment(context.observations, 'register', column.memory), 'minor');
    return shared !== undefined && succeeded(shared)
      ? finding('absent', 'refused', [line(registered), line(shared, {}, 'control')])
      : unregistered(context, column, 'minor', registered);
  }
  const test = step(of, 'minor');
  const judged =
    test === undefined ? missingStep(context, of) : judgeCall(of, test, step(of, 'minor_effect'));
  return doubtPages(context, PRIVATE_EXPERIMENT, column, judged);
}

/** Tried before minor faults are, which say for themselves why they are not served. */
function dontneed(context: Context, { pageBytes }: Column, of: Experiment): Finding {
  const test = step(of, 'dontneed');
  if (test !== undefined) return judgeCall(of, test, step(of, 'dontneed_effect'));
  const stored = step(of, 'store_private');
  if (stored !== undefined && !succeeded(stored))
    return pageRefused(context, of, stored) ?? failure(stored, of);
  const isLent = pageBytes === null || borrowOf(context, pageBytes)?.decision === 'taken';
  return isLent ? missingStep(context, of) : notBorrowed(context, pageBytes);
}

/** EACCES, which no security module was asked for: the same advice through a shared mapping was taken. */
function remove(of: Experiment, test: Call): Finding {
  const shared = step(of, 'remove_shared');
  return test.errno === 'EACCES' && shared !== undefined && succeeded(shared)
    ? finding('absent', 'refused', [line(test), line(shared)])
    : judgeCall(of, test, undefined);
}

/** As long as no page was written, and after that. */
function collapse(context: Context, column: Column, of: Experiment, test: Call): Finding {
  const judged = judgeCall(of, test, step(of, 'collapse_effect'));
  const told = judged.reason === 'refused' ? unlessThpIsOff(context, column, judged) : judged;
  const written = step(of, 'collapse_written');
  const both = written === undefined || told.state !== 'supported' ? told : withWritten(of, told, written);
  return unlessTheirThpIsOff(context, column, both);
}

function withWritten(of: Experiment, unwritten: Finding, call: Call): Finding {
  const judged = judgeCall(of, call, step(of, 'collapse_written_effect'));
  if (judged.state === 'absent')
    return { ...withEvidence(unwritten, line(call)), state: 'limited', reason: 'unwritten_only' };
  return { ...judged, evidence: [...unwritten.evidence, ...judged.evidence] };
}
