/** Who gets a descriptor, and what the others are told: fs/userfaultfd.c in the order of its checks. */
import type { Call } from '../../src/observe/observations.js';
import { call } from './calls.js';
import { hasDevice, type Kernel } from './kernel.js';

const USER_MODE_ONLY = 1;
const UNKNOWN_FLAG = 2;

/** The errno of userfaultfd(flags); null where it gives a descriptor. */
export function userfaultfd(kernel: Kernel, flags: number): string | null {
  const { filter, root, sysctl, release } = kernel;
  // A filter answers before the kernel sees the call.
  if (filter === 'EPERM' || filter === 'ENOSYS') return filter;
  if (!kernel.userfaultfd) return 'ENOSYS';
  const knowsUserMode = release !== '5.10';
  // From 5.11 on a descriptor of user mode only is everybody's.
  const exempt = knowsUserMode && (flags & USER_MODE_ONLY) !== 0;
  if (!exempt && !root && sysctl === 0) return 'EPERM';
  const known = knowsUserMode ? USER_MODE_ONLY : 0;
  return (flags & ~known) === 0 ? null : 'EINVAL';
}

/** The errno of opening /dev/userfaultfd: plain file permission, whatever the sysctl and the filter say. */
export function device(kernel: Kernel): string | null {
  if (!hasDevice(kernel) || kernel.node === 'missing') return 'ENOENT';
  return kernel.root || kernel.node === 'all' ? null : 'EACCES';
}

const answer = (step: string, errno: string | null, role: Call['role'] = 'test'): Call =>
  call(step, { role, errno });

/** A refused userfaultfd(0) leaves a line in the log of 5.11 to 6.0: it is not made where it would be refused. */
function wouldLog(kernel: Kernel): boolean {
  const { release, root, sysctl } = kernel;
  const openable = userfaultfd(kernel, USER_MODE_ONLY) === null;
  return release === '5.15' && openable && !root && sysctl === 0;
}

export function ways(kernel: Kernel): Call[] {
  const node = device(kernel);
  const plain = wouldLog(kernel) ? [] : [answer('syscall', userfaultfd(kernel, 0))];
  return [
    answer('device_open', node),
    ...(node === null ? [answer('device_new', null)] : []),
    answer('user_mode_only', userfaultfd(kernel, USER_MODE_ONLY)),
    answer('bad_flags', userfaultfd(kernel, USER_MODE_ONLY | UNKNOWN_FLAG), 'control'),
    ...plain,
  ];
}

/** The opening of an experiment: each way until one opens. The last call failed where none did. */
export function open(kernel: Kernel): Call[] {
  const tries: [step: string, errno: string | null][] = [
    ['open_user_mode', userfaultfd(kernel, USER_MODE_ONLY)],
    ['open_device', device(kernel)],
    ['open_syscall', userfaultfd(kernel, 0)],
  ];
  const first = tries.findIndex(([, errno]) => errno === null);
  const made = first < 0 ? tries : tries.slice(0, first + 1);
  return made.map(([step, errno]) => answer(step, errno, 'setup'));
}

export const opens = (kernel: Kernel): boolean => open(kernel).at(-1)?.errno === null;
