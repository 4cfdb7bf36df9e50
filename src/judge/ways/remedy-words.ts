/** What a hint says beside the gate that refused: what stands behind it, and why there is no command. */
import type { Observations } from '../../observe/observations.js';
import { type Device, hasDevice } from './device.js';
import { deviceNode } from './device-node.js';
import { needsGrant } from './remedy-device.js';
import { placeOf } from './remedy-place.js';

/** Ways in that can be refused, with an action for each. */
export type Refusal = 'sysctl' | 'namespace' | 'seccompThenSysctl' | DeviceRefusal;

/** Of a device and of what it gives. */
export type DeviceRefusal =
  | 'seccomp'
  | 'nodeMode'
  | 'nodeMissing'
  | 'nodeOther'
  | 'pathMode'
  | 'mountNodev'
  | 'userMount'
  | 'deviceCgroup'
  | 'lsm'
  | 'unexplained';

/** Of the two system calls. */
export function callWords(of: Observations, deviceOpens: boolean): string[] {
  const { process } = of.takenOn ?? { process: null };
  return [
    ...deviceInstead(of, deviceOpens),
    ...((process?.seccompMode ?? 0) === 0
      ? []
      : [`Process ${process?.pid} has a seccomp filter, which may refuse the call as well.`]),
  ];
}

function deviceInstead(of: Observations, opens: boolean): string[] {
  if (opens) return ['/dev/userfaultfd, which needs none of this, is open to this caller.'];
  return hasDevice(of) === true
    ? ['/dev/userfaultfd needs none of this, and opens least: see open.device.']
    : [];
}

/** Of a device. */
export function deviceWords(of: Observations, refusal: Refusal, device: Device): string[] {
  const node = deviceNode(of, device);
  const place = placeOf(of, device);
  const made = refusal === 'nodeMissing' || refusal === 'nodeOther';
  const limited = refusal !== 'deviceCgroup' && of.layers?.deviceCgroup?.devices === 'limited';
  return [
    ...(node?.nodev === true && refusal !== 'mountNodev' ? ['The mount is nodev, too.'] : []),
    ...(node !== null && place !== null && refusal !== 'nodeMode' && needsGrant(of, place, node)
      ? [`${made ? 'A new node is for root: then' : 'Then'} give the account read and write access to it.`]
      : []),
    ...(node?.readOnly === true ? ['The mount is read-only, so nothing can be changed there.'] : []),
    ...(limited ? ['The device cgroup limits devices, too, and may refuse next.'] : []),
    ...(place?.inside === true && made
      ? ["A node that is made inside of a user namespace opens nothing: bind that of the host's /dev there."]
      : []),
    ...(of.takenOn?.process == null && of.ranAs.initialUserNamespace === false
      ? [
          'Which account and path these are outside of the user namespace is not seen from within: ' +
            'hgm-probe --like-pid PID, run on the host, has the commands.',
        ]
      : []),
  ];
}
