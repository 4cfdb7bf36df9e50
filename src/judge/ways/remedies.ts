/** What to do about a refused way in: a command is given only where it alone, or its list in full, opens that way. */
import type { Observations } from '../../observe/observations.js';
import type { Action, Remedy } from '../../report/contract.js';
import { ACTIONS, KVM_ACTIONS } from '../actions.js';
import { type Device, KVM_DEVICE, USERFAULTFD } from './device.js';
import { type Commands, deviceCommands } from './remedy-device.js';
import { placeOf } from './remedy-place.js';
import { callWords, type DeviceRefusal, deviceWords, type Refusal } from './remedy-words.js';

const SYSCTL: Remedy = {
  command: 'sysctl -w vm.unprivileged_userfaultfd=1',
  opens:
    'userfaultfd, with faults of the kernel, to every user and container of this host, until the next boot; ' +
    'exploits of the kernel like to have it.',
};

/** What the sysctl refuses the sysctl opens, or the capability; the device has gates of its own. */
function callCommands(of: Observations): Commands {
  // The filter of a process is not taken over, so whether the call would get past it is not known.
  const filtered = (of.takenOn?.process?.seccompMode ?? 0) !== 0;
  return filtered ? {} : { commands: [SYSCTL, ...capability(of)] };
}

const ofNode = (of: Observations, device: Device): Commands => deviceCommands(of, false, device);

const GATES: Readonly<
  Partial<
    Record<Refusal, { way: 'call' | 'device'; commands?: (of: Observations, device: Device) => Commands }>
  >
> = {
  sysctl: { way: 'call', commands: callCommands },
  namespace: { way: 'call', commands: callCommands },
  // A filter stays for the life of a process: only who starts it can start it without.
  seccomp: { way: 'call' },
  seccompThenSysctl: { way: 'call' },
  nodeMode: { way: 'device', commands: ofNode },
  nodeMissing: { way: 'device', commands: ofNode },
  nodeOther: { way: 'device', commands: ofNode },
  pathMode: { way: 'device' },
  mountNodev: { way: 'device', commands: ofNode },
  deviceCgroup: { way: 'device', commands: (of, device) => deviceCommands(of, true, device) },
};

/**
 * The action of a refused way in, with commands for the account that was refused, the least privilege first.
 * @param deviceOpens whether the device gives this caller a descriptor already
 */
export function remedy(of: Observations, deviceOpens: boolean, refusal: Refusal): Action {
  const { who, hint } = ACTIONS[refusal];
  const gate = GATES[refusal];
  if (gate === undefined) return { who, hint };
  const commands = gate.commands?.(of, USERFAULTFD) ?? {};
  const more = gate.way === 'call' ? callWords(of, deviceOpens) : deviceWords(of, refusal, USERFAULTFD);
  return { who, hint: [hint, ...more].join(' '), ...commands };
}

/** The same of /dev/kvm, before which no call stands. */
export function kvmRemedy(of: Observations, refusal: DeviceRefusal): Action {
  const { who, hint } = KVM_ACTIONS[refusal];
  const gate = GATES[refusal];
  if (gate?.way !== 'device') return { who, hint };
  const words = deviceWords(of, refusal, KVM_DEVICE);
  return { who, hint: [hint, ...words].join(' '), ...gate.commands?.(of, KVM_DEVICE) };
}

/** What a feature asks for that nothing but the capability gives. */
export function ptraceAction(of: Observations): Action {
  const commands = capability(of);
  return commands.length === 0 ? ACTIONS.ptrace : { ...ACTIONS.ptrace, commands };
}

/** A capability of a user namespace does not count, so there is no such command for who is inside of one. */
function capability(of: Observations): Remedy[] {
  const place = placeOf(of);
  if (place === null || place.inside || place.process !== null) return [];
  const { egid, groups } = of.ranAs;
  const all = groups === null || groups.length === 0 ? '--clear-groups' : `--groups=${groups.join(',')}`;
  return [
    {
      command:
        `setpriv --reuid=${place.uid} --regid=${egid} ${all} ` +
        '--inh-caps=+sys_ptrace --ambient-caps=+sys_ptrace hgm-probe',
      opens:
        'the memory of every process of this host to the program that stands in the place of hgm-probe, ' +
        'and to all that it starts.',
    },
  ];
}
