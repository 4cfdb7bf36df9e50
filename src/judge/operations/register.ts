import type { Mode } from '../../capabilities/families/register.js';
import type { Call } from '../../observe/observations.js';
import type { Context } from '../context.js';
import { line } from '../evidence.js';
import { type Finding, finding, withEvidence } from '../finding.js';
import { experiment, step, succeeded } from '../lookup.js';
import { failure, kindOf } from '../outcome.js';
import { missingStep } from '../setup.js';
import type { Column } from '../sizes.js';

/**
 * Whether UFFDIO_REGISTER takes the memory in that mode. MISSING is as old as userfaultfd, so it is the
 * control: where this memory is not taken even for it, another refusal means nothing.
 */
export function judgeRegister(context: Context, { memory, kind }: Column, mode: Mode): Finding {
  const of = experiment(context.observations, 'register', memory);
  if (!of) return finding('unknown', 'not_run');
  const call = step(of, mode);
  if (!call) return missingStep(context, of);
  const sum = mode === 'rwp' ? step(of, 'sum') : undefined;
  const evidence = [line(call), ...(sum ? [line(sum)] : [])];
  if (succeeded(call)) return finding('supported', 'works', evidence);
  if (kindOf(call) !== 'refused') return failure(call, of);

  const missing = step(of, 'missing');
  if (!missing || mode === 'missing') return finding('unknown', 'refused', evidence);
  const controlled = [...evidence, line(missing, {}, 'control')];
  if (!succeeded(missing)) return finding('unknown', 'control_failed', controlled);
  // A minor fault is a page that the file has and the mapping has not: private anonymous memory has no file.
  const noFile = kind === 'anonymous' && (mode === 'minor' || mode === 'all');
  return noFile
    ? finding('not_applicable', 'memory_type', controlled)
    : finding('absent', 'refused', controlled);
}

/** What hangs on a mode that REGISTER refused there: absent where the mode is. */
export function unregistered(context: Context, column: Column, mode: Mode, call: Call): Finding {
  const judged = judgeRegister(context, column, mode);
  return judged.state === 'absent'
    ? { ...withEvidence(judged, line(call)), reason: 'no_register' }
    : finding('unknown', 'refused', [line(call)]);
}
