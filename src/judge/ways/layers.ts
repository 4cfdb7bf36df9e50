import { escaped } from '../../ground/escape.js';
import type { Observations } from '../../observe/observations.js';
import type { Finding } from '../finding.js';
import { holdsPtrace, sysctlGate } from './caller.js';
import { type Device, hasDevice, KVM_DEVICE, USERFAULTFD } from './device.js';
import { deviceNode, type UserMount } from './device-node.js';

/** Layers that can refuse a descriptor. */
export type Layer =
  | 'kernel_build'
  | 'sysctl'
  | 'capability'
  | 'user_namespace'
  | 'device_node'
  | 'file_system'
  | 'device_cgroup'
  | 'seccomp'
  | 'lsm';

/**
 * `refuses`: this is whose answer it was. `would_refuse`: it would, had another not been first. `not_told`: what
 * was read does not say.
 */
export type LayerVerdict = 'refuses' | 'would_refuse' | 'ruled_out' | 'not_told';

export interface LayerFact {
  layer: Layer;
  verdict: LayerVerdict;
  /** Fields of evidence. */
  words: string;
}

export type Way = 'device' | 'user_mode_only' | 'syscall';
/**
 * A descriptor is had, and no way in decides any more: `api` is the call that every descriptor begins with. `kvm` is a
 * machine of /dev/kvm.
 */
export type Asked = Way | 'api' | 'kvm';

/** Security modules that decide over opening files or making descriptors; the others of the list do not. */
const DECIDING = new Set(['selinux', 'apparmor', 'smack', 'tomoyo', 'bpf', 'landlock']);

/** True where the list of running modules holds none that could refuse. */
export const lsmRuledOut = ({ layers }: Observations): boolean =>
  layers !== null && layers.lsms !== null && !layers.lsms.some((name) => DECIDING.has(name));

/** Whether the kernel was built with userfaultfd, by anything but the call itself; null where nothing says. */
export function builtIn(of: Observations): boolean | null {
  const { settings, witnesses } = of;
  if (hasDevice(of) === true || settings.unprivilegedUserfaultfd !== null) return true;
  if (witnesses.kconfig.userfaultfd === 'y') return true;
  return witnesses.kconfig.userfaultfd === 'n' ? false : null;
}

/** What every layer on one way says, the one that the finding names as its gate marked. */
export function layerFacts(of: Observations, way: Asked, found: Finding): LayerFact[] {
  const refusing = refusingLayers(found);
  return [...layersOfWay(of, way), seccomp(of), lsm(of)].map((fact) =>
    refusing.includes(fact.layer) ? { ...fact, verdict: 'refuses' } : fact,
  );
}

function layersOfWay(of: Observations, way: Asked): LayerFact[] {
  switch (way) {
    case 'api':
      return [];
    case 'kvm':
      return deviceLayers(of, KVM_DEVICE);
    case 'device':
      return [kernelBuild(of), ...deviceLayers(of, USERFAULTFD)];
    default:
      return callLayers(of, way);
  }
}

export const layerLine = ({ layer, verdict, words }: LayerFact): string =>
  `layer ${layer} ${verdict}${words === '' ? '' : ` ${words}`}`;

/** Reasons of that gate that are layers of their own. */
const NODE_LAYERS: Readonly<Record<string, Layer>> = {
  device_cgroup: 'device_cgroup',
  user_mount: 'file_system',
};

/** The gate of a refusal as layers; the sysctl and the capability refuse together. */
function refusingLayers({ gate, reason }: Finding): Layer[] {
  if (gate === 'sysctl')
    return reason === 'namespace_capability'
      ? ['sysctl', 'capability', 'user_namespace']
      : ['sysctl', 'capability'];
  if (gate === 'device_node') return [NODE_LAYERS[reason] ?? 'device_node'];
  return gate === 'seccomp' || gate === 'lsm' ? [gate] : [];
}

const ruled = (out: boolean | null, otherwise: LayerVerdict): LayerVerdict =>
  out === true ? 'ruled_out' : out === null ? 'not_told' : otherwise;

const said = (value: string | number | boolean | null): string =>
  value === null ? 'unreadable' : String(value);

function kernelBuild(of: Observations): LayerFact {
  const built = builtIn(of);
  return {
    layer: 'kernel_build',
    verdict: ruled(built, 'would_refuse'),
    words: `userfaultfd=${said(built)}`,
  };
}

function callLayers(of: Observations, way: Way): LayerFact[] {
  const { ranAs, settings } = of;
  const held = holdsPtrace(ranAs);
  const { unprivilegedUserfaultfd: sysctl } = settings;
  // The rule of userfaultfd_syscall_allowed, fs/userfaultfd.c; UFFD_USER_MODE_ONLY asks for no right where the
  // kernel knows it.
  const free = way === 'user_mode_only';
  const passes = free || sysctl === 1 || (held === true && ranAs.initialUserNamespace === true);
  const closed = passes ? 'ruled_out' : sysctlGate(of) === null ? 'not_told' : 'would_refuse';
  return [
    kernelBuild(of),
    { layer: 'sysctl', verdict: closed, words: `vm.unprivileged_userfaultfd=${said(sysctl)}` },
    {
      layer: 'capability',
      verdict: held === true ? 'ruled_out' : closed,
      words: `CAP_SYS_PTRACE=${said(held)}`,
    },
    {
      layer: 'user_namespace',
      // In another one it only matters to who holds the capability there.
      verdict: ruled(ranAs.initialUserNamespace, held === true ? closed : 'ruled_out'),
      words: `initial=${said(ranAs.initialUserNamespace)}`,
    },
  ];
}

function deviceLayers(of: Observations, device: Device): LayerFact[] {
  const node = deviceNode(of, device);
  const process = of.takenOn?.process ?? null;
  const away = process !== null && process.sameCgroup !== true;
  const cgroup = (away ? process.deviceCgroup : of.layers?.deviceCgroup) ?? null;
  const closed = node !== null && (node.nodev || node.isDevice === false || node.errno !== null);
  return [
    {
      layer: 'device_node',
      verdict: closed ? 'would_refuse' : ruled(node?.allows ?? null, 'would_refuse'),
      words: node?.words ?? '',
    },
    ...fileSystem(node?.userMount ?? null),
    {
      layer: 'device_cgroup',
      verdict: cgroup?.devices === 'open' ? 'ruled_out' : 'not_told',
      words: cgroup === null ? '' : `version=${cgroup.version} devices=${said(cgroup.devices)}`,
    },
  ];
}

/** Of whom the file system is: that of a user namespace has no devices. Nothing where nobody looked. */
function fileSystem(userMount: UserMount | null): LayerFact[] {
  const verdicts = { ruled_out: 'ruled_out', possible: 'not_told', shown: 'would_refuse' } as const;
  if (userMount === null) return [];
  return [{ layer: 'file_system', verdict: verdicts[userMount], words: `user_mount=${userMount}` }];
}

/**
 * A filter may look at the arguments, so it is ruled out only where there is none: another call that passed says
 * nothing of one that was refused. In the place of a process it is that one's filter which counts.
 */
function seccomp({ ranAs, layers, takenOn }: Observations): LayerFact {
  const own = { seccompMode: ranAs.seccompMode, seccompFilters: layers?.seccompFilters ?? null };
  const process = takenOn?.process ?? null;
  const { seccompMode, seccompFilters } = process !== null && process.seccompMode !== 0 ? process : own;
  const words = [
    `mode=${said(seccompMode)}`,
    ...(seccompFilters === null ? [] : [`filters=${seccompFilters}`]),
  ];
  return { layer: 'seccomp', verdict: seccompMode === 0 ? 'ruled_out' : 'not_told', words: words.join(' ') };
}

/** The same, or the one that has labels says that it enforces none for this process. */
export const lsmIsIdle = (of: Observations): boolean => lsm(of).verdict === 'ruled_out';

function lsm(of: Observations): LayerFact {
  const { lsms, lsmEnforces } = of.layers ?? { lsms: null, lsmEnforces: null };
  const process = of.takenOn?.process ?? null;
  const other = process !== null && process.lsmLabel !== of.ranAs.lsmLabel;
  const lsmLabel = other ? process.lsmLabel : of.ranAs.lsmLabel;
  const words = [
    `modules=${lsms === null ? 'unreadable' : escaped(lsms.join(','))}`,
    ...(lsmLabel === null ? [] : [`label=${escaped(lsmLabel)}`]),
    ...(lsmEnforces === null || other ? [] : [`enforces=${lsmEnforces}`]),
  ].join(' ');
  const idle = lsmRuledOut(of) || (lsmEnforces === false && lsmLabel !== null && !other);
  return { layer: 'lsm', verdict: idle ? 'ruled_out' : 'not_told', words };
}
