import type { Call } from '../../observe/observations.js';
import { fact, line } from '../evidence.js';
import { type Finding, finding, notPermitted, withEvidence } from '../finding.js';
import { step, succeeded } from '../lookup.js';
import { ending, kindOf } from '../outcome.js';
import { ignoresFileModes, maybeFiltered } from './caller.js';
import { type DeviceNode, deviceNode } from './device-node.js';
import { hasDevice, lsmRuledOut } from './layers.js';
import { failedWay, type Trial } from './trial.js';

/** USERFAULTFD_IOC_NEW of /dev/userfaultfd. */
export function judgeDevice(trial: Trial): Finding {
  const { observations, ways, remedy } = trial;
  const open = step(ways, 'device_open');
  if (!open) return finding('unknown', ending(ways));
  const node = deviceNode(observations);
  if (!succeeded(open)) return refusedNode(trial, open, node);
  const fresh = step(ways, 'device_new');
  if (!fresh) return finding('unknown', ending(ways), [line(open)]);
  const evidence = [line(open), line(fresh)];
  if (succeeded(fresh)) return finding('supported', 'works', evidence);
  if (kindOf(fresh) === 'refused' && node?.isDevice === false)
    return notTheNode(trial, 'node_other', evidence);
  if (kindOf(fresh) !== 'denied') return withEvidence(failedWay(trial, fresh), line(open));
  // The ioctl itself asks for no right (fs/userfaultfd.c, userfaultfd_dev_ioctl).
  return fresh.errno === 'EPERM' && maybeFiltered(observations.ranAs)
    ? notPermitted('unknown', 'unexplained', evidence, remedy('unexplained'))
    : notPermitted('lsm', 'lsm', evidence, remedy('lsm'));
}

function refusedNode(trial: Trial, open: Call, node: DeviceNode | null): Finding {
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
function notTheNode(
  { observations, remedy }: Trial,
  reason: 'node_missing' | 'node_other',
  evidence: string[],
): Finding {
  const { deviceInProcMisc, deviceShown } = observations.settings;
  const known = hasDevice(observations);
  const elsewhere = deviceShown === null ? [] : [fact('sys_class_misc_lists_userfaultfd', deviceShown)];
  const said = [...evidence, fact('proc_misc_lists_userfaultfd', deviceInProcMisc), ...elsewhere];
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
  { observations, remedy }: Trial,
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
function refusedWithEperm({ observations, remedy }: Trial, evidence: string[]): Finding {
  return observations.layers?.deviceCgroup?.devices === 'open'
    ? notPermitted('unknown', 'unexplained', evidence, remedy('unexplained'))
    : notPermitted('device_node', 'device_cgroup', evidence, remedy('deviceCgroup'));
}
