import type { Experiment } from '../observe/observations.js';
import { line } from './evidence.js';
import { type Finding, finding, withEvidence } from './finding.js';
import { succeeded } from './lookup.js';
import { ending, failure, kindOf } from './outcome.js';
import type { Ways } from './ways.js';

/** What it means for everything else that no way led to a descriptor; null where one should have. */
export function judgeAccess(ways: Ways): Finding | null {
  // User mode only asks for least, so its refusal tells most of what stops this caller.
  const all = [ways.userModeOnly, ways.syscall, ways.device];
  if (all.some((way) => way.state === 'supported' || way.state === 'limited')) return null;
  const evidence = all.flatMap((way) => way.evidence);
  if (all.every((way) => way.state === 'absent')) return finding('absent', 'no_userfaultfd', evidence);
  const gated =
    all.find((way) => way.state === 'not_permitted') ?? all.find((way) => way.state === 'no_resources');
  // One way's evidence is enough here: the rows of the ways show the rest.
  if (gated) return inShort(gated);
  // In doubt, all of them, for one reason.
  const doubt = all.find((way) => way.reason.endsWith('_not_taken_over'));
  return inShort(finding('unknown', doubt?.reason ?? 'no_descriptor', evidence));
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
 * EMFILE; else it takes what the ways-in found.
 */
export function withoutDescriptor(of: Experiment, access: Finding | null): Finding {
  const refusals = of.calls.filter((call) => call.step.startsWith('open') && !succeeded(call));
  const evidence = refusals.map((call) => line(call));
  if (of.end !== 'done') return finding('unknown', ending(of), evidence);
  if (access) return access;
  const exhausted = refusals.find((call) => kindOf(call) === 'exhausted');
  return exhausted ? failure(exhausted, of) : withEvidence(finding('unknown', 'no_descriptor'), ...evidence);
}
