/** What a thread met that waited for a page which nobody will serve. */
import { WAITS_EXPERIMENT, type WaitId } from '../../capabilities/families/waits.js';
import type { Context } from '../context.js';
import { line } from '../evidence.js';
import { type Finding, finding, withEvidence } from '../finding.js';
import { experiment, step } from '../lookup.js';
import { judgeCall } from '../outcome.js';
import { missingStep } from '../setup.js';
import type { Column } from '../sizes.js';

/** The step of the experiment, and a look that says more. */
const STEPS: Readonly<Record<WaitId, { test: string; more?: string }>> = {
  'wait.closed': { test: 'closed' },
  'wait.unmapped': { test: 'unmapped', more: 'waits' },
};

export function judgeWait(context: Context, id: WaitId, { memory }: Column): Finding {
  const of = experiment(context.observations, WAITS_EXPERIMENT, memory);
  if (of === undefined) return finding('unknown', 'not_run');
  const { test: name, more } = STEPS[id];
  const test = step(of, name);
  if (test === undefined) return missingStep(context, of);
  const judged = judgeCall(of, test, step(of, `${name}_effect`));
  const look = more === undefined ? undefined : step(of, more);
  return look === undefined ? judged : withEvidence(judged, line(look));
}
