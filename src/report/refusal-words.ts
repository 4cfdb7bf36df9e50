/** What stops a caller, in words that say what to look at. The codes are those of the judge. */
import { words } from '../ground/units.js';
import type { Capability } from './contract.js';

type Refused = Pick<Capability, 'reason'> & Partial<Pick<Capability, 'id' | 'gate' | 'evidence'>>;

const SYSCTL = 'vm.unprivileged_userfaultfd';

/** Reasons that name what refused more exactly than its gate does. */
const REASONS: Readonly<Record<string, (node: string) => string>> = {
  sysctl_and_no_capability: () => SYSCTL,
  namespace_capability: () => `${SYSCTL}, for which CAP_SYS_PTRACE of a user namespace does not count`,
  needs_cap_sys_ptrace: () => 'no CAP_SYS_PTRACE',
  node_mode: (node) => `mode of ${node}`,
  node_missing: (node) => `no node ${node}`,
  node_other: (node) => `another file stands at ${node}`,
  path_mode: (node) => `mode of a folder before ${node}`,
  mount_nodev: (node) => `${node} is on a nodev mount`,
  user_mount: (node) => `${node} is on a mount of a user namespace`,
  device_cgroup: (node) => `device cgroup, for ${node}`,
};

const GATES: Readonly<Partial<Record<string, string>>> = {
  sysctl: SYSCTL,
  seccomp: 'seccomp filter',
  lsm: 'security module',
  unknown: 'not known by what',
};

/** What else there is to say where a gate alone is named. */
const PLAIN = new Set(['seccomp', 'lsm', 'sysctl', 'unexplained']);

/** `mode of /dev/userfaultfd`, `seccomp filter: killed`; a reason that is no refusal's in its own words. */
export function refusalWords(row: Refused): string {
  const exact = REASONS[row.reason];
  if (exact !== undefined) return exact(nodeOf(row));
  if (row.gate === undefined) return words(row.reason);
  const gate = GATES[row.gate] ?? words(row.gate);
  return PLAIN.has(row.reason) ? gate : `${gate}: ${words(row.reason)}`;
}

/** The rows of KVM stand behind two devices; the calls show at which one it ended. */
function nodeOf({ id = '', evidence = [] }: Refused): string {
  const kvm = id === 'kvm.open' || evidence.some((call) => call.includes(' kvm_open '));
  return kvm ? '/dev/kvm' : '/dev/userfaultfd';
}
