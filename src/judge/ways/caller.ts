import type { Observations, RanAs } from '../../observe/observations.js';
import { hasBit } from '../lookup.js';

/** include/uapi/linux/capability.h */
const CAP_DAC_OVERRIDE = 1;
const CAP_SYS_PTRACE = 19;

/** Whether the effective set holds a capability; null where it could not be read. */
function holds(ranAs: RanAs, capability: number): boolean | null {
  return ranAs.capabilities === null ? null : hasBit(BigInt(ranAs.capabilities), capability);
}

export const holdsPtrace = (ranAs: RanAs): boolean | null => holds(ranAs, CAP_SYS_PTRACE);

/** File modes do not stop this caller: an EACCES is a security module's. */
export const ignoresFileModes = (ranAs: RanAs): boolean =>
  holds(ranAs, CAP_DAC_OVERRIDE) === true && ranAs.initialUserNamespace === true;

/** A filter may stand between this caller and the kernel; true also where that could not be read. */
export const maybeFiltered = (ranAs: RanAs): boolean => ranAs.seccompMode !== 0;

export type SysctlGate = 'sysctl_and_no_capability' | 'namespace_capability';

/**
 * Whether the kernel's own rule (fs/userfaultfd.c, userfaultfd_syscall_allowed) explains a refusal:
 * sysctl 0 and no CAP_SYS_PTRACE *of the initial user namespace*. Null where it does not, or a fact is missing.
 */
export function sysctlGate({ ranAs, settings }: Observations): SysctlGate | null {
  if (settings.unprivilegedUserfaultfd !== 0) return null;
  const held = holdsPtrace(ranAs);
  if (held === false) return 'sysctl_and_no_capability';
  return held === true && ranAs.initialUserNamespace === false ? 'namespace_capability' : null;
}
