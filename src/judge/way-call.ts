import type { Call } from '../observe/observations.js';
import { holdsPtrace, maybeFiltered, sysctlGate } from './caller.js';
import { fact, line } from './evidence.js';
import { type Finding, finding, notPermitted } from './finding.js';
import { builtIn } from './layers.js';
import { step, succeeded } from './lookup.js';
import { ending, failure } from './outcome.js';
import { killingCall, sparesCalls, type Trial } from './trial.js';

const REMEDY = { sysctl_and_no_capability: 'sysctl', namespace_capability: 'namespace' } as const;

/** userfaultfd(0). */
export function judgeSyscall(trial: Trial): Finding {
  const call = step(trial.ways, 'syscall');
  if (!call) return notTried(trial);
  if (succeeded(call)) return finding('supported', 'works', [line(call)]);
  return refusedOpen(trial, call) ?? failure(call, trial.ways);
}

/** userfaultfd(UFFD_USER_MODE_ONLY). */
export function judgeUserModeOnly(trial: Trial): Finding {
  const { ways } = trial;
  const call = step(ways, 'user_mode_only');
  if (!call) return notTried(trial);
  if (succeeded(call)) return finding('limited', 'user_mode_only', [line(call)]);
  if (call.errno !== 'EINVAL') return refusedOpen(trial, call) ?? failure(call, ways);
  // Before 5.11 the flag is unknown. A flag that no kernel knows gives EINVAL on all of them, so the plain
  // call must have worked to show that this caller gets as far as the flag check.
  const controls = [step(ways, 'bad_flags'), step(ways, 'syscall')].filter((c) => c !== undefined);
  const evidence = [line(call), ...controls.map((c) => line(c, {}, 'control'))];
  const known = step(ways, 'bad_flags')?.errno === 'EINVAL' && succeeded(step(ways, 'syscall'));
  if (!known) return finding('unknown', 'control_failed', evidence);
  // Every experiment with a descriptor tries this way first.
  const later = trial.observations.experiments.map((each) => step(each, 'open_user_mode')).find(succeeded);
  return later
    ? finding('unknown', 'not_repeatable', [...evidence, line(later)])
    : finding('absent', 'refused', evidence);
}

/**
 * The call was not made: because another one of its number was a death, or because kernels 5.11 to 6.0 log a
 * refusal and the answer is known from the settings.
 */
function notTried({ observations, ways, remedy }: Trial): Finding {
  const killed = killingCall(ways);
  if (killed || sparesCalls(ways)) {
    const evidence = killed ? [line(killed)] : [];
    return notPermitted('seccomp', 'not_tried_would_kill', evidence, remedy('seccomp'));
  }
  const { ranAs, settings } = observations;
  const gate = sysctlGate(observations);
  if (ways.end !== 'done' || ways.calls.length === 0) return finding('unknown', ending(ways));
  const evidence = [
    fact('vm.unprivileged_userfaultfd', settings.unprivilegedUserfaultfd),
    fact('CAP_SYS_PTRACE', holdsPtrace(ranAs)),
    fact('initial_user_namespace', ranAs.initialUserNamespace),
  ];
  if (gate === null) return finding('unknown', 'not_tried_would_log', evidence);
  return notPermitted('sysctl', 'not_tried_would_log', evidence, remedy(REMEDY[gate]));
}

/** ENOSYS, EPERM, EACCES and a death of userfaultfd(2); null for everything else. */
function refusedOpen(trial: Trial, call: Call): Finding | null {
  const { ways, remedy } = trial;
  const badFlags = step(ways, 'bad_flags');
  const evidence = badFlags ? [line(call), line(badFlags)] : [line(call)];
  if (call === killingCall(ways)) return notPermitted('seccomp', 'killed', evidence, remedy('seccomp'));
  if (call.errno === 'EACCES') return notPermitted('lsm', 'lsm', evidence, remedy('lsm'));
  if (call.errno === 'ENOSYS') return notThere(trial, badFlags, evidence);
  if (call.errno !== 'EPERM') return null;
  return refusedWithEperm(trial, badFlags, call.step === 'syscall', evidence);
}

/** A kernel that shows userfaultfd elsewhere does not answer ENOSYS: somebody before it does. */
function notThere({ observations, remedy }: Trial, badFlags: Call | undefined, evidence: string[]): Finding {
  const { seccompMode } = observations.ranAs;
  const agreed = badFlags?.errno === 'ENOSYS';
  const built = builtIn(observations);
  if (built === true && agreed && seccompMode !== 0)
    return notPermitted('seccomp', 'seccomp', evidence, remedy('seccomp'));
  return built !== true && agreed && seccompMode === 0
    ? finding('absent', 'not_built', evidence)
    : finding('unknown', 'enosys_or_seccomp', evidence);
}

/**
 * Whose EPERM it is. From 5.11 on the kernel lets UFFD_USER_MODE_ONLY pass and then refuses the unknown flag
 * with EINVAL, so EPERM there is a filter's. Before 5.11 the permission comes first, so without a filter it
 * is the kernel's. `plain`: flags 0, the only call that the sysctl guards on all kernels.
 */
function refusedWithEperm(
  { observations, remedy }: Trial,
  badFlags: Call | undefined,
  plain: boolean,
  evidence: string[],
): Finding {
  const alsoEperm = badFlags?.errno === 'EPERM';
  if (alsoEperm && maybeFiltered(observations.ranAs)) {
    return notPermitted('seccomp', 'seccomp', evidence, remedy('seccomp'));
  }
  const kernelAnswered = alsoEperm || (plain && badFlags?.errno === 'EINVAL');
  const gate = kernelAnswered ? sysctlGate(observations) : null;
  if (gate === null) return notPermitted('unknown', 'unexplained', evidence, remedy('unexplained'));
  return notPermitted('sysctl', gate, evidence, remedy(REMEDY[gate]));
}
