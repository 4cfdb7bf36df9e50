import type { Call, Experiment, Observations } from '../../observe/observations.js';
import type { Action } from '../../report/contract.js';
import { fact, line } from '../evidence.js';
import { type Finding, finding, notPermitted } from '../finding.js';
import { step, succeeded } from '../lookup.js';
import { ending } from '../outcome.js';
import { holdsPtrace, maybeFiltered, sysctlGate } from './caller.js';
import { hasDevice } from './device.js';
import { builtIn } from './layers.js';
import { failedWay, killingCall, sparesCalls, type Trial } from './trial.js';

const REMEDY = { sysctl_and_no_capability: 'sysctl', namespace_capability: 'namespace' } as const;

/** userfaultfd(0). */
export function judgeSyscall(trial: Trial): Finding {
  const call = step(trial.ways, 'syscall');
  if (!call) return notTried(trial, true);
  if (succeeded(call)) return finding('supported', 'works', [line(call)]);
  return refusedOpen(trial, call) ?? failedWay(trial, call);
}

/** userfaultfd(UFFD_USER_MODE_ONLY). */
export function judgeUserModeOnly(trial: Trial): Finding {
  const { ways } = trial;
  const call = step(ways, 'user_mode_only');
  if (!call) return notTried(trial, false);
  if (succeeded(call)) return finding('limited', 'user_mode_only', [line(call)]);
  if (call.errno !== 'EINVAL') return refusedOpen(trial, call) ?? failedWay(trial, call);
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
 * The call was not made: because another one of its number was a death or a security module's refusal, or because
 * kernels 5.11 to 6.0 log a refusal and the answer is known from the settings.
 */
function notTried(trial: Trial, plain: boolean): Finding {
  const { observations, ways, remedy } = trial;
  const killed = killingCall(ways);
  if (killed || sparesCalls(ways)) {
    const evidence = killed ? [line(killed)] : [];
    return notPermitted('seccomp', 'not_tried_would_kill', evidence, withoutFilter(trial, plain));
  }
  const user = step(ways, 'user_mode_only');
  if (user?.errno === 'EACCES') {
    // The module has no eye for flags; a filter may have.
    const refused = refusedWithEacces(trial, user);
    return refused.gate === 'lsm'
      ? { ...refused, reason: 'not_tried_would_log' }
      : finding('unknown', 'not_tried_would_log', refused.evidence);
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

/** Behind the filter the kernel's own rule stands, and it refuses the plain call next. */
const withoutFilter = ({ observations, remedy }: Trial, plain: boolean): Action =>
  remedy(plain && sysctlGate(observations) !== null ? 'seccompThenSysctl' : 'seccomp');

const isPlain = ({ step: name }: Call): boolean => name === 'syscall';

const byFilter = (trial: Trial, call: Call, evidence: string[], reason = 'seccomp'): Finding =>
  notPermitted('seccomp', reason, evidence, withoutFilter(trial, isPlain(call)));

/** ENOSYS, EPERM, EACCES and a death of userfaultfd(2); null for everything else. */
function refusedOpen(trial: Trial, call: Call): Finding | null {
  const { ways } = trial;
  if (call === killingCall(ways)) {
    const evidence = [line(call), ...controlOf(ways).map((each) => line(each))];
    return byFilter(trial, call, evidence, 'killed');
  }
  if (call.errno === 'EACCES') return refusedWithEacces(trial, call);
  if (call.errno === 'ENOSYS') return notThere(trial, call);
  return call.errno === 'EPERM' ? refusedWithEperm(trial, call) : null;
}

/** The call with flags that no kernel knows; empty where it was not made. */
const controlOf = (ways: Experiment): Call[] => {
  const badFlags = step(ways, 'bad_flags');
  return badFlags ? [badFlags] : [];
};

/**
 * The other calls of that number, as far as they were made: where a filter stands, one of them is left out, since a
 * refusal of it may be a line in a log.
 */
function others(ways: Experiment, call: Call): Call[] {
  const known = controlOf(ways);
  if (known.length > 0) return known;
  const other = step(ways, isPlain(call) ? 'user_mode_only' : 'syscall');
  return other ? [other] : [];
}

const evidenceOf = (ways: Experiment, call: Call): string[] =>
  [call, ...others(ways, call)].map((each) => line(each));

/**
 * EACCES comes from a security module, which the kernel asks after it has looked at the flags: EINVAL to flags that
 * no kernel knows shows that it was. A filter can answer anything.
 */
function refusedWithEacces(trial: Trial, call: Call): Finding {
  const { observations, ways, remedy } = trial;
  const evidence = evidenceOf(ways, call);
  const [badFlags] = controlOf(ways);
  const filtered = maybeFiltered(observations.ranAs);
  if (!filtered || badFlags?.errno === 'EINVAL') return notPermitted('lsm', 'lsm', evidence, remedy('lsm'));
  return badFlags?.errno === 'EACCES'
    ? byFilter(trial, call, evidence)
    : notPermitted('unknown', 'unexplained', evidence, remedy('unexplained'));
}

/** A kernel that shows userfaultfd elsewhere does not answer ENOSYS: somebody before it does. */
function notThere(trial: Trial, call: Call): Finding {
  const { observations, ways } = trial;
  const { seccompMode } = observations.ranAs;
  const evidence = evidenceOf(ways, call);
  const asked = others(ways, call);
  const agreed = asked.length > 0 && asked.every(({ errno }) => errno === 'ENOSYS');
  const built = builtIn(observations);
  if (built === true && agreed && seccompMode !== 0) return byFilter(trial, call, evidence);
  return built !== true && agreed && seccompMode === 0
    ? finding('absent', 'not_built', evidence)
    : finding('unknown', 'enosys_or_seccomp', evidence);
}

/**
 * Whose EPERM it is. From 5.11 on the kernel lets UFFD_USER_MODE_ONLY pass and then refuses the unknown flag
 * with EINVAL, so EPERM there is a filter's. Before 5.11 the permission comes first, so without a filter it
 * is the kernel's. The plain call is the only one that the sysctl guards on all kernels.
 */
function refusedWithEperm(trial: Trial, call: Call): Finding {
  const { observations, ways, remedy } = trial;
  const evidence = evidenceOf(ways, call);
  const [badFlags] = controlOf(ways);
  const filtered = maybeFiltered(observations.ranAs);
  const alsoEperm = badFlags?.errno === 'EPERM';
  if (filtered && (alsoEperm || refusedUserMode(observations, ways))) return byFilter(trial, call, evidence);
  const kernelAnswered = alsoEperm || (isPlain(call) && badFlags?.errno === 'EINVAL');
  const gate = kernelAnswered ? sysctlGate(observations) : null;
  if (gate === null) return notPermitted('unknown', 'unexplained', evidence, remedy('unexplained'));
  return notPermitted('sysctl', gate, evidence, remedy(REMEDY[gate]));
}

/** EPERM to user mode by a kernel that is known to ask for no right there: one with the device, which came later. */
const refusedUserMode = (observations: Observations, ways: Experiment): boolean =>
  hasDevice(observations) === true && step(ways, 'user_mode_only')?.errno === 'EPERM';
