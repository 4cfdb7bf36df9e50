import type { Call, Experiment, Observations } from '../../observe/observations.js';
import type { Context } from '../context.js';
import { line } from '../evidence.js';
import { type Finding, finding, withEvidence } from '../finding.js';
import { experiment, number, step, succeeded } from '../lookup.js';
import { failure, kindOf, timedOut, word } from '../outcome.js';
import { missingStep } from '../setup.js';
import { setupFailure } from '../setup-failure.js';
import { sumOfWays } from './access.js';

const FULL = ['device', 'syscall'] as const;

/**
 * Whether a fault of the kernel's own (KVM, vhost, `read(2)` into guest memory) is served. A descriptor of
 * user mode only cannot, so its EFAULT speaks of what this caller was refused, never of the kernel.
 */
export function judgeKernelFaults(context: Context): Finding {
  const { observations, ways } = context;
  const of = (way: string) => experiment(observations, `kernel_faults.${way}`);
  const findings = FULL.flatMap((way) => {
    const tried = of(way);
    const fault = kernelFault(tried);
    return tried && fault ? [judgeFault(observations, tried, fault)] : [];
  });
  const best = findings.find((f) => f.state === 'supported') ?? findings[0];
  if (best) return best;

  const open = FULL.find((way) => ways[way].state === 'supported');
  if (open) {
    const tried = of(open);
    return tried ? missingStep(context, tried) : finding('unknown', 'not_run');
  }
  const limited = kernelFault(of('user_mode_only'));
  const evidence = limited ? [line(limited)] : [];
  if (succeeded(limited)) return finding('unknown', 'user_mode_only_served', evidence);
  // Of user mode only it does not matter here whether it could be had.
  const { access } = context;
  if (access?.state === 'not_permitted' || access?.state === 'absent') return access;
  return withEvidence(sumOfWays(FULL.map((way) => ways[way])), ...evidence);
}

/** The call by which the kernel was made to fault; `read` in recordings of earlier versions. */
const kernelFault = (of: Experiment | undefined): Call | undefined => step(of, 'fault') ?? step(of, 'read');

function judgeFault(observations: Observations, of: Experiment, fault: Call): Finding {
  const event = step(of, 'event');
  const resolve = step(of, 'resolve');
  const evidence = event ? [line(fault), line(event)] : [line(fault)];
  switch (kindOf(fault)) {
    case 'ok':
      break;
    case 'lost':
      // Nobody filled the page, so the kernel still waits for it: that is this experiment's failure.
      if (resolve && !succeeded(resolve)) return setupFailure(observations, of, resolve);
      return timedOut(event) ? finding('unknown', 'deadline', evidence) : failure(fault, of);
    case 'refused':
      return finding('unknown', 'refused', [line(fault)]);
    case 'denied':
      return finding('unknown', `${fault.step}_${word(fault)}`, [line(fault)]);
    default:
      return failure(fault, of);
  }
  // pread64 of one byte, in recordings of earlier versions, and clock_gettime.
  if (fault.ret !== (fault.step === 'read' ? 1 : 0)) return finding('unknown', 'short', evidence);
  return number(event, 'delivered') === 1
    ? finding('supported', 'works', evidence)
    : finding('unknown', 'no_event', evidence);
}
