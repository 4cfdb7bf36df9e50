import type { Call, Experiment, Observations } from '../observe/observations.js';
import { ACTIONS } from './actions.js';
import { holdsPtrace, ignoresFileModes, maybeFiltered, sysctlGate } from './caller.js';
import { fact, line } from './evidence.js';
import { type Finding, finding, notPermitted, withEvidence } from './finding.js';
import { experiment, step, succeeded } from './lookup.js';
import { ending, failure, kindOf } from './outcome.js';

const SYSCTL_ACTIONS = {
  sysctl_and_no_capability: ACTIONS.sysctl,
  namespace_capability: ACTIONS.namespace,
} as const;

export interface Ways {
  syscall: Finding;
  userModeOnly: Finding;
  device: Finding;
}

/** The three ways to a descriptor, each on its own. */
export function judgeWays(observations: Observations): Ways {
  const ways = experiment(observations, 'ways');
  if (!ways) {
    const none = finding('unknown', 'not_run');
    return { syscall: none, userModeOnly: none, device: none };
  }
  return {
    syscall: judgeSyscall(observations, ways),
    userModeOnly: judgeUserModeOnly(observations, ways),
    device: judgeDevice(observations, ways),
  };
}

function judgeSyscall(observations: Observations, ways: Experiment): Finding {
  const call = step(ways, 'syscall');
  if (!call) return notTried(observations, ways);
  if (succeeded(call)) return finding('supported', 'works', [line(call)]);
  return refusedOpen(observations, ways, call) ?? failure(call, ways);
}

/** Kernels 5.11 to 6.0 log a refused call, so it is not made where the answer is known from the settings. */
function notTried(observations: Observations, ways: Experiment): Finding {
  const { ranAs, settings } = observations;
  const gate = sysctlGate(observations);
  if (ways.end !== 'done') return finding('unknown', ending(ways));
  const evidence = [
    fact('vm.unprivileged_userfaultfd', settings.unprivilegedUserfaultfd),
    fact('CAP_SYS_PTRACE', holdsPtrace(ranAs)),
    fact('initial_user_namespace', ranAs.initialUserNamespace),
  ];
  if (gate === null) return finding('unknown', 'not_tried_would_log', evidence);
  return notPermitted('sysctl', 'not_tried_would_log', evidence, SYSCTL_ACTIONS[gate]);
}

function judgeUserModeOnly(observations: Observations, ways: Experiment): Finding {
  const call = step(ways, 'user_mode_only');
  if (!call) return finding('unknown', ending(ways));
  if (succeeded(call)) return finding('limited', 'user_mode_only', [line(call)]);
  if (call.errno !== 'EINVAL') return refusedOpen(observations, ways, call) ?? failure(call, ways);
  // Before 5.11 the flag is unknown. A flag that no kernel knows gives EINVAL on all of them, so the plain
  // call must have worked to show that this caller gets as far as the flag check.
  const controls = [step(ways, 'bad_flags'), step(ways, 'syscall')].filter((c) => c !== undefined);
  const evidence = [line(call), ...controls.map((c) => line(c, {}, 'control'))];
  const known = step(ways, 'bad_flags')?.errno === 'EINVAL' && succeeded(step(ways, 'syscall'));
  return known ? finding('absent', 'refused', evidence) : finding('unknown', 'control_failed', evidence);
}

/** ENOSYS, EPERM and EACCES of userfaultfd(2); null for every other errno. */
function refusedOpen(observations: Observations, ways: Experiment, call: Call): Finding | null {
  const badFlags = step(ways, 'bad_flags');
  const evidence = badFlags ? [line(call), line(badFlags)] : [line(call)];
  if (call.errno === 'EACCES') return notPermitted('lsm', 'lsm', evidence, ACTIONS.lsm);
  if (call.errno === 'ENOSYS') {
    const nothingFilters = observations.ranAs.seccompMode === 0 && badFlags?.errno === 'ENOSYS';
    return nothingFilters
      ? finding('absent', 'not_built', evidence)
      : finding('unknown', 'enosys_or_seccomp', evidence);
  }
  if (call.errno !== 'EPERM') return null;
  return refusedWithEperm(observations, badFlags, call.step === 'syscall', evidence);
}

/**
 * Whose EPERM it is. From 5.11 on the kernel lets UFFD_USER_MODE_ONLY pass and then refuses the unknown flag
 * with EINVAL, so EPERM there is a filter's. Before 5.11 the permission comes first, so without a filter it
 * is the kernel's. `plain`: flags 0, the only call that the sysctl guards on all kernels.
 */
function refusedWithEperm(
  observations: Observations,
  badFlags: Call | undefined,
  plain: boolean,
  evidence: string[],
): Finding {
  const alsoEperm = badFlags?.errno === 'EPERM';
  if (alsoEperm && maybeFiltered(observations.ranAs)) {
    return notPermitted('seccomp', 'seccomp', evidence, ACTIONS.seccomp);
  }
  const kernelAnswered = alsoEperm || (plain && badFlags?.errno === 'EINVAL');
  const gate = kernelAnswered ? sysctlGate(observations) : null;
  if (gate === null) return notPermitted('unknown', 'unexplained', evidence, ACTIONS.unexplained);
  return notPermitted('sysctl', gate, evidence, SYSCTL_ACTIONS[gate]);
}

function judgeDevice(observations: Observations, ways: Experiment): Finding {
  const open = step(ways, 'device_open');
  if (!open) return finding('unknown', ending(ways));
  if (!succeeded(open)) return refusedNode(observations, ways, open);
  const fresh = step(ways, 'device_new');
  if (!fresh) return finding('unknown', ending(ways), [line(open)]);
  const evidence = [line(open), line(fresh)];
  if (succeeded(fresh)) return finding('supported', 'works', evidence);
  if (kindOf(fresh) !== 'denied') return withEvidence(failure(fresh, ways), line(open));
  // The ioctl itself asks for no right (fs/userfaultfd.c, userfaultfd_dev_ioctl).
  return fresh.errno === 'EPERM' && maybeFiltered(observations.ranAs)
    ? notPermitted('unknown', 'unexplained', evidence, ACTIONS.unexplained)
    : notPermitted('lsm', 'lsm', evidence, ACTIONS.lsm);
}

function refusedNode({ ranAs, settings }: Observations, ways: Experiment, open: Call): Finding {
  const evidence = [line(open)];
  switch (open.errno) {
    case 'ENOENT': {
      const known = settings.deviceInProcMisc;
      const said = [...evidence, fact('proc_misc_lists_userfaultfd', known)];
      if (known === null) return finding('unknown', 'node_missing', said);
      if (!known) return finding('absent', 'not_in_kernel', said);
      return notPermitted('device_node', 'node_missing', said, ACTIONS.nodeMissing);
    }
    case 'EACCES':
      return ignoresFileModes(ranAs)
        ? notPermitted('lsm', 'lsm', evidence, ACTIONS.lsm)
        : notPermitted('device_node', 'node_mode', evidence, ACTIONS.nodeMode);
    case 'EPERM':
      return notPermitted('device_node', 'device_cgroup', evidence, ACTIONS.deviceCgroup);
    default:
      return failure(open, ways);
  }
}
