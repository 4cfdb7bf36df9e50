/** Whether this caller gets a machine with a vCPU from /dev/kvm. */
import type { Call, Experiment, Observations } from '../../observe/observations.js';
import type { Action } from '../../report/contract.js';
import { KVM_ACTIONS } from '../actions.js';
import { fact, line, linesOf } from '../evidence.js';
import { type Finding, finding, notPermitted, withEvidence } from '../finding.js';
import { experiment, step, succeeded } from '../lookup.js';
import { ending, kindOf } from '../outcome.js';
import { maybeFiltered } from '../ways/caller.js';
import { KVM_DEVICE } from '../ways/device.js';
import { lsmIsIdle } from '../ways/layers.js';
import { doubtWay } from '../ways/not-taken-over.js';
import { refusedNode } from '../ways/refused-node.js';
import { kvmRemedy } from '../ways/remedies.js';
import type { DeviceRefusal } from '../ways/remedy-words.js';
import { failedWay } from '../ways/trial.js';
import { withLayers } from '../ways/ways.js';

/** KVM_API_VERSION: whoever gets another one must not go on (Documentation/virt/kvm/api.rst, 4.1). */
const API_VERSION = 12;

export function judgeKvmOpen(observations: Observations): Finding {
  const of = experiment(observations, 'kvm.open');
  return of === undefined
    ? withoutDriver(observations)
    : doubtWay(observations, 'device', withLayers(observations, 'kvm', judgeTried(observations, of)));
}

/** Nothing was asked of KVM, since to open a node without its driver would load one. */
function withoutDriver(observations: Observations): Finding {
  const evidence = KVM_DEVICE.listed(observations);
  switch (KVM_DEVICE.isKnown(observations)) {
    case true:
      return finding('unknown', 'not_run', evidence);
    case false:
      return { ...finding('absent', 'not_loaded', evidence), action: howToRun(observations) };
    default:
      return finding('unknown', 'proc_misc_unreadable', evidence);
  }
}

function howToRun({ host }: Observations): Action {
  if (host.arch === 'x86_64') return KVM_ACTIONS.loadKvm;
  return host.arch === 'aarch64' ? KVM_ACTIONS.startAtEl2 : KVM_ACTIONS.noKvm;
}

function judgeTried(observations: Observations, of: Experiment): Finding {
  const open = step(of, 'kvm_open');
  if (open === undefined) return finding('unknown', ending(of));
  if (!succeeded(open)) {
    const remedy = (refusal: DeviceRefusal) => kvmRemedy(observations, refusal);
    return refusedNode({ observations, ways: of, device: KVM_DEVICE, remedy }, open);
  }
  const calls = ['kvm_version', 'kvm_vm', 'kvm_vcpu'].map((name) => step(of, name));
  const made = calls.filter((call) => call !== undefined);
  const failed = made.find((call) => !succeeded(call));
  const evidence = linesOf(open, ...made);
  if (failed !== undefined) return withEvidence(refusedCall(observations, of, failed), ...evidence);
  if (made[0] !== undefined && made[0].ret !== API_VERSION)
    return finding('unknown', 'another_api_version', evidence);
  if (made.length < calls.length) return finding('unknown', ending(of), evidence);
  return finding('supported', 'works', [...evidence, ...said(observations, of)]);
}

/** Capabilities, by name or number, and parameters of the modules. */
function said({ settings }: Observations, of: Experiment): string[] {
  const capabilities = of.calls.filter(({ step: name }) => name.startsWith('cap_'));
  const parameters = Object.entries(settings.kvm?.parameters ?? {});
  return [
    ...capabilities.map((call) => line(call, { number: String(call.args.number) })),
    ...parameters.map(([name, value]) => fact(name, value)),
  ];
}

/**
 * The ioctls ask for no right (virt/kvm/kvm_main.c, kvm_dev_ioctl): what refuses them stands before the kernel's own
 * code. Which of two it was is told by elimination alone.
 */
function refusedCall(observations: Observations, of: Experiment, call: Call): Finding {
  const evidence = [line(call)];
  const gate = (name: 'seccomp' | 'lsm'): Finding => notPermitted(name, name, evidence, KVM_ACTIONS[name]);
  if (of.signal === 'SIGSYS' && call.ret === null)
    return notPermitted('seccomp', 'killed', evidence, KVM_ACTIONS.seccomp);
  if (kindOf(call) !== 'denied') return failedWay({ observations, ways: of }, call);
  if (!maybeFiltered(observations.ranAs)) return gate('lsm');
  // The device answered its version, so what decides over its ioctls as a whole (Landlock) is none of them.
  return lsmIsIdle(observations)
    ? gate('seccomp')
    : notPermitted('unknown', 'unexplained', evidence, KVM_ACTIONS.unexplained);
}
