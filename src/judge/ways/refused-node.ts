/** Why a device node was not opened: what stands there, and what stands before it. */
import type { Call, Observations } from '../../observe/observations.js';
import type { Action } from '../../report/contract.js';
import { line } from '../evidence.js';
import { type Finding, finding, notPermitted } from '../finding.js';
import { ignoresFileModes } from './caller.js';
import type { Device } from './device.js';
import { type DeviceNode, deviceNode } from './device-node.js';
import { lsmRuledOut } from './layers.js';
import type { DeviceRefusal } from './remedy-words.js';
import { failedWay, type Trial } from './trial.js';

export interface NodeTrial extends Pick<Trial, 'ways'> {
  observations: Observations;
  device: Device;
  remedy: (refusal: DeviceRefusal) => Action;
}

/** An open that failed, of a node that was looked at. */
export function refusedNode(trial: NodeTrial, open: Call): Finding {
  const node = deviceNode(trial.observations, trial.device);
  const evidence = [line(open)];
  switch (open.errno) {
    case 'ENOENT':
      return notTheNode(trial, 'node_missing', evidence);
    case 'EACCES':
      return refusedWithEacces(trial, node, evidence);
    case 'EPERM':
      return refusedWithEperm(trial, evidence);
    case 'ENXIO':
    case 'ENODEV':
      if (node?.isDevice === false) return notTheNode(trial, 'node_other', evidence);
      break;
  }
  return failedWay(trial, open);
}

/** Nothing stands there, or something else: whether the kernel has the device is for its own lists to say. */
export function notTheNode(
  { observations, device, remedy }: NodeTrial,
  reason: 'node_missing' | 'node_other',
  evidence: string[],
): Finding {
  const known = device.isKnown(observations);
  const said = [...evidence, ...device.listed(observations)];
  if (known === null) return finding('unknown', reason, said);
  if (!known) return finding('absent', 'not_in_kernel', said);
  const action = remedy(reason === 'node_missing' ? 'nodeMissing' : 'nodeOther');
  return notPermitted('device_node', reason, said, action);
}

/**
 * The path, the mount, the file system, and the mode with its list, in the kernel's order; what they let pass, a
 * security module refused.
 */
function refusedWithEacces(
  { observations, remedy }: NodeTrial,
  node: DeviceNode | null,
  evidence: string[],
): Finding {
  const { ranAs } = observations;
  const mode = notPermitted('device_node', 'node_mode', evidence, remedy('nodeMode'));
  const lsm = notPermitted('lsm', 'lsm', evidence, remedy('lsm'));
  if (node === null) return ignoresFileModes(ranAs) ? lsm : mode;
  if (node.errno === 'EACCES' && !ignoresFileModes(ranAs))
    return notPermitted('device_node', 'path_mode', evidence, remedy('pathMode'));
  if (node.nodev) return notPermitted('device_node', 'mount_nodev', evidence, remedy('mountNodev'));
  const userMount = notPermitted('device_node', 'user_mount', evidence, remedy('userMount'));
  if (node.userMount === 'shown') return userMount;
  if (node.allows === false) return mode;
  // By elimination, so only where all but one are.
  const left = [
    ...(lsmRuledOut(observations) ? [] : [lsm]),
    ...(node.userMount === 'possible' ? [userMount] : []),
  ];
  const told = node.allows === true && ranAs.seccompMode === 0 && left.length === 1 ? left[0] : undefined;
  return told ?? notPermitted('unknown', 'unexplained', evidence, remedy('unexplained'));
}

/** EPERM is the device cgroup's (security/device_cgroup.c), unless that is known to be open. */
function refusedWithEperm({ observations, remedy }: NodeTrial, evidence: string[]): Finding {
  return observations.layers?.deviceCgroup?.devices === 'open'
    ? notPermitted('unknown', 'unexplained', evidence, remedy('unexplained'))
    : notPermitted('device_node', 'device_cgroup', evidence, remedy('deviceCgroup'));
}
