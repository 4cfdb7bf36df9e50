import type { Call, Experiment } from '../observe/observations.js';
import { inShort } from './access.js';
import type { Context } from './context.js';
import { line } from './evidence.js';
import { type Finding, finding, withEvidence } from './finding.js';
import { experiment, number, step, succeeded } from './lookup.js';
import { failure, kindOf } from './outcome.js';
import { missingStep } from './setup.js';

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
    const read = step(tried, 'read');
    return tried && read ? [judgeRead(tried, read)] : [];
  });
  const best = findings.find((f) => f.state === 'supported') ?? findings[0];
  if (best) return best;

  const open = FULL.find((way) => ways[way].state === 'supported');
  if (open) {
    const tried = of(open);
    return tried ? missingStep(context, tried) : finding('unknown', 'not_run');
  }
  const limited = step(of('user_mode_only'), 'read');
  const evidence = limited ? [line(limited)] : [];
  if (succeeded(limited)) return finding('unknown', 'user_mode_only_served', evidence);
  if (context.access) return context.access;
  const stopped =
    FULL.map((way) => ways[way]).find((way) => way.state === 'not_permitted') ??
    [ways.syscall, ways.device].find((way) => way.state !== 'absent');
  return stopped
    ? withEvidence(inShort(stopped), ...evidence)
    : finding('unknown', 'no_descriptor', evidence);
}

function judgeRead(of: Experiment, read: Call): Finding {
  if (kindOf(read) !== 'ok') {
    return kindOf(read) === 'refused' ? finding('unknown', 'refused', [line(read)]) : failure(read, of);
  }
  const event = step(of, 'event');
  const evidence = event ? [line(read), line(event)] : [line(read)];
  if (read.ret !== 1) return finding('unknown', 'short', evidence);
  return number(event, 'delivered') === 1
    ? finding('supported', 'works', evidence)
    : finding('unknown', 'no_event', evidence);
}
