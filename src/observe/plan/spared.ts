/** What a run was refused by, for a program that goes on with it: native/observe/spared.h in terms of its results. */
import type { Call, Experiment } from '../observations.js';
import type { Spared } from './planned.js';

const EVENT_FORK = 2n;
const DENIED = new Set(['EACCES', 'EPERM', 'ENOSYS']);

const refused = ({ ret, errno }: Call): boolean => ret === null || DENIED.has(String(errno));

/** The kernel itself asks a capability for EVENT_FORK, and for nothing else there. */
const asksNoRight = ({ args }: Call): boolean => (BigInt(args.features ?? 0) & EVENT_FORK) === 0n;

export function sparedBy(experiments: readonly Experiment[]): Spared {
  const made = experiments.flatMap((each) => each.calls);
  const calls = made.filter(refused);
  const steps = new Set(calls.map(({ step }) => step));
  const userMode = steps.has('user_mode_only');
  return {
    userMode,
    // Not made after such an answer to the other.
    plain: steps.has('syscall') || (userMode && !made.some(({ step }) => step === 'syscall')),
    device: steps.has('device_open') || steps.has('device_new'),
    api: calls.some((call) => call.call === 'ioctl(UFFDIO_API)' && asksNoRight(call)),
  };
}
