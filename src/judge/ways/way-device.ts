import { line } from '../evidence.js';
import { type Finding, finding, notPermitted, withEvidence } from '../finding.js';
import { step, succeeded } from '../lookup.js';
import { ending, kindOf } from '../outcome.js';
import { maybeFiltered } from './caller.js';
import { USERFAULTFD } from './device.js';
import { deviceNode } from './device-node.js';
import { notTheNode, refusedNode } from './refused-node.js';
import { failedWay, type Trial } from './trial.js';

/** USERFAULTFD_IOC_NEW of /dev/userfaultfd. */
export function judgeDevice(trial: Trial): Finding {
  const { observations, ways, remedy } = trial;
  const open = step(ways, 'device_open');
  if (!open) return finding('unknown', ending(ways));
  const asked = { ...trial, device: USERFAULTFD };
  if (!succeeded(open)) return refusedNode(asked, open);
  const fresh = step(ways, 'device_new');
  if (!fresh) return finding('unknown', ending(ways), [line(open)]);
  const evidence = [line(open), line(fresh)];
  if (succeeded(fresh)) return finding('supported', 'works', evidence);
  if (kindOf(fresh) === 'refused' && deviceNode(observations)?.isDevice === false)
    return notTheNode(asked, 'node_other', evidence);
  if (kindOf(fresh) !== 'denied') return withEvidence(failedWay(trial, fresh), line(open));
  // The ioctl itself asks for no right (fs/userfaultfd.c, userfaultfd_dev_ioctl).
  return fresh.errno === 'EPERM' && maybeFiltered(observations.ranAs)
    ? notPermitted('unknown', 'unexplained', evidence, remedy('unexplained'))
    : notPermitted('lsm', 'lsm', evidence, remedy('lsm'));
}
