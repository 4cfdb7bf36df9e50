import type { Experiment } from '../../observe/observations.js';
import type { Context } from '../context.js';
import { line } from '../evidence.js';
import type { Ways } from '../finding.js';
import { type Finding, finding, withEvidence } from '../finding.js';
import { succeeded } from '../lookup.js';
import { ending, kindOf } from '../outcome.js';
import { setupFailure } from '../setup-failure.js';

/** What it means for everything else that no way led to a descriptor; null where one should have. */
export function judgeAccess(ways: Ways): Finding | null {
  // User mode only asks for least, so its refusal tells most of what stops this caller.
  const all = [ways.userModeOnly, ways.syscall, ways.device];
  if (all.some((way) => way.state === 'supported' || way.state === 'limited')) return null;
  if (all.every((way) => way.state === 'absent')) {
    return finding(
      'absent',
      'no_userfaultfd',
      all.flatMap((way) => way.evidence),
    );
  }
  return sumOfWays(all);
}

/**
 * Several ways, not all absent and none open: what that comes to. Only where each of them was shut is the whole;
 * one that was not tried, or whose answer nobody understands, could have opened.
 */
export function sumOfWays(all: readonly Finding[]): Finding {
  const unclear = all.filter((way) => way.state === 'unknown');
  const [first] = unclear;
  if (first) {
    const doubt = unclear.find((way) => way.reason.endsWith('_not_taken_over')) ?? first;
    const evidence = all.flatMap((way) => way.evidence);
    return inShort(finding('unknown', doubt.reason, evidence));
  }
  // Out of descriptors is no refusal: that way would have opened with them.
  const gated =
    all.find((way) => way.state === 'no_resources') ?? all.find((way) => way.state === 'not_permitted');
  // One way's evidence is enough here: the rows of the ways show the rest.
  return gated ? inShort(gated) : finding('unknown', 'no_descriptor');
}

/** Without what every layer says, and the commands: those stand with the way itself. */
export function inShort({ action, evidence, ...rest }: Finding): Finding {
  const calls = evidence.filter((text) => !text.startsWith('layer '));
  return { ...rest, ...(action && { action: { who: action.who, hint: action.hint } }), evidence: calls };
}

/** Whether the experiment asked for a descriptor and every way refused; `api` follows the first that opens. */
export function gotNoDescriptor(of: Experiment): boolean {
  const last = of.calls.at(-1);
  return last?.step.startsWith('open') === true && !succeeded(last) && kindOf(last) !== 'lost';
}

/**
 * An experiment that got no descriptor though the ways-in found one lost it to something of its own, such as
 * EMFILE, a preparation that failed; else it takes what the ways-in found.
 */
export function withoutDescriptor(
  { access, observations }: Pick<Context, 'access' | 'observations'>,
  of: Experiment,
): Finding {
  const refusals = of.calls.filter((call) => call.step.startsWith('open') && !succeeded(call));
  const evidence = refusals.map((call) => line(call));
  if (of.end !== 'done') return finding('unknown', ending(of), evidence);
  if (access) return access;
  const exhausted = refusals.find((call) => kindOf(call) === 'exhausted');
  return exhausted
    ? setupFailure(observations, of, exhausted)
    : withEvidence(finding('unknown', 'no_descriptor'), ...evidence);
}
