/** What was seen of a page after it was served. */
import { SERVED_EXPERIMENT, type ServedId } from '../../capabilities/families/served.js';
import type { Context } from '../context.js';
import { line } from '../evidence.js';
import { type Finding, finding, withEvidence } from '../finding.js';
import { experiment, step } from '../lookup.js';
import { judgeCall, kindOf } from '../outcome.js';
import { missingStep } from '../setup.js';
import type { Column } from '../sizes.js';
import { unregistered } from './register.js';

/** The step of the experiment, and a look that says more. */
const STEPS: Readonly<Record<ServedId, { test: string; more?: string }>> = {
  'serve.zero_write': { test: 'zero_write' },
  'serve.alone': { test: 'alone', more: 'around' },
  'serve.dontwake': { test: 'dontwake', more: 'waits' },
};

export function judgeServed(context: Context, id: ServedId, column: Column): Finding {
  const of = experiment(context.observations, SERVED_EXPERIMENT, column.memory);
  if (of === undefined) return finding('unknown', 'not_run');
  const { test: name, more } = STEPS[id];
  const test = step(of, name);
  if (test === undefined) {
    const last = of.calls.at(-1);
    const isMode = more !== undefined && last?.step === 'register' && kindOf(last) === 'refused';
    return isMode ? unregistered(context, column, 'minor', last) : missingStep(context, of);
  }
  const judged = judgeCall(of, test, step(of, `${name}_effect`));
  const look = more === undefined ? undefined : step(of, more);
  return look === undefined ? judged : withEvidence(judged, line(look));
}
