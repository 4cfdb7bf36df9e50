/** Whether userfaultfd decides what a vCPU finds, and what a vCPU says that finds nothing. */
import type { Experiment } from '../../observe/observations.js';
import type { Context } from '../context.js';
import { linesOf } from '../evidence.js';
import { type Finding, finding, withEvidence } from '../finding.js';
import { number, step } from '../lookup.js';
import { ending, timedOut } from '../outcome.js';
import { missingStep } from '../setup.js';
import type { Column } from '../sizes.js';
import { inShort } from '../ways/access.js';
import { judgeKernelFaults } from '../ways/kernel-faults.js';
import { isFinding, strange, touched, tried } from './trial.js';

/** KVM_EXIT_MEMORY_FAULT */
const MEMORY_FAULT = 39;

export function judgeKvmFault(context: Context, open: Finding, column: Column): Finding {
  const of = tried(context, open, 'kvm.fault', column);
  if (isFinding(of)) return of;
  const calls = ['missing', 'served', 'neighbour'].map((name) => step(of, name));
  const made = calls.filter((call) => call !== undefined);
  const unclear = made.find((call) => touched(call) === null);
  if (unclear !== undefined) return strange(of, unclear);
  if (made.length < calls.length) return missingStep(context, of);
  const evidence = linesOf(...made);
  const [before, served, beside] = made.map(touched);
  if (served !== 'there') return finding('unknown', 'served_is_missing', evidence);
  // That it was there after it was served shows that the touch is one; a page that nobody served is not to be there.
  if (before === 'there') return finding('absent', 'there_unserved', evidence);
  if (beside === 'there') return finding('absent', 'neighbour_there', evidence);
  return judgeHandled(context, of, evidence);
}

/**
 * What waits is served: a fault of KVM's is one of the kernel's, so that it comes to a handler takes a descriptor that
 * is not of user mode only, whatever was found with SIGBUS.
 */
function judgeHandled(context: Context, of: Experiment, found: readonly string[]): Finding {
  const [handled, event] = [step(of, 'handled'), step(of, 'handled_event')];
  if (handled === undefined) {
    const faults = judgeKernelFaults(context);
    return faults.state === 'supported' ? missingStep(context, of) : withEvidence(inShort(faults), ...found);
  }
  const limited = [step(of, 'user_mode'), step(of, 'user_mode_event')];
  const evidence = [...found, ...linesOf(handled, event, ...limited)];
  if (handled.ret === null) return finding('unknown', timedOut(event) ? 'deadline' : ending(of), evidence);
  if (touched(handled) === 'there' && number(event, 'delivered') === 1)
    return finding('supported', 'works', evidence);
  return finding('unknown', 'no_event', evidence);
}

export function judgeMemoryFaultExit(context: Context, open: Finding): Finding {
  const of = tried(context, open, 'kvm.exit', { memory: null, pageBytes: null });
  if (isFinding(of)) return of;
  const [closed, there] = [step(of, 'closed'), step(of, 'there')];
  if (closed === undefined) return missingStep(context, of);
  if (closed.errno !== 'EFAULT') return strange(of, closed);
  const evidence = linesOf(closed, there);
  if (number(closed, 'exit') === MEMORY_FAULT) return finding('supported', 'works', evidence);
  if (there === undefined || touched(there) !== 'there')
    return finding('unknown', 'control_failed', evidence);
  return number(closed, 'exit') === 0
    ? finding('absent', 'not_annotated', evidence)
    : finding('unknown', 'unexpected_exit', evidence);
}
