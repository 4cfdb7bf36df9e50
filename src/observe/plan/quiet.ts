import type { RanAs, Settings } from '../observations.js';

const CAP_SYS_PTRACE = 19n;

/**
 * Whether the kernel is known not to log a refusal. Kernels 5.11 to 6.0 write a line for a refused
 * userfaultfd(2) and for a kernel fault on a user-mode descriptor (fs/userfaultfd.c, printk_once); the
 * patch that took both lines away brought /dev/userfaultfd, so a kernel that has the device is silent,
 * wherever that is seen.
 */
export function isSilent({ deviceInProcMisc, deviceShown }: Settings): boolean {
  return deviceInProcMisc === true || deviceShown === true;
}

/** Whether a plain userfaultfd(2) could be refused with a line in the kernel log. */
export function callWouldLog(settings: Settings, ranAs: RanAs): boolean {
  const allowed = settings.unprivilegedUserfaultfd === 1 || holdsPtrace(ranAs);
  return !isSilent(settings) && !allowed;
}

/** CAP_SYS_PTRACE counts in the initial user namespace only: the kernel asks capable(), not ns_capable(). */
function holdsPtrace({ capabilities, initialUserNamespace }: RanAs): boolean {
  if (capabilities === null || initialUserNamespace !== true) return false;
  return ((BigInt(capabilities) >> CAP_SYS_PTRACE) & 1n) === 1n;
}
