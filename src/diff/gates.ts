import type { Gate } from '../report/contract.js';
import type { Cause, FactCause } from './contract.js';
import type { Explanation, Grounds } from './grounds.js';

interface Rule {
  /** Facts whose change explains it. */
  facts: readonly string[];
  /** Capabilities that it asks for (include/uapi/linux/capability.h); no other explains it. */
  asks: bigint;
  /** Whose doing it is where none of the facts changed: what it looks at is in no report. */
  otherwise: FactCause | null;
}

const DAC_OVERRIDE = 1n << 1n;
const SYS_PTRACE = 1n << 19n;

const GATES: Readonly<Record<Gate, Rule>> = {
  // userfaultfd_syscall_allowed, fs/userfaultfd.c: the sysctl, or CAP_SYS_PTRACE of the initial user namespace.
  sysctl: {
    facts: ['settings.unprivilegedUserfaultfd', 'ranAs.capabilities', 'ranAs.initialUserNamespace'],
    asks: SYS_PTRACE,
    otherwise: null,
  },
  capability: {
    facts: ['ranAs.capabilities', 'ranAs.initialUserNamespace'],
    asks: SYS_PTRACE,
    otherwise: 'privilege',
  },
  // Owner and mode of the node are in no report.
  device_node: {
    facts: ['ranAs.euid', 'ranAs.egid', 'ranAs.capabilities'],
    asks: DAC_OVERRIDE,
    otherwise: 'configuration',
  },
  // The mode says that there is a filter, not which one.
  seccomp: { facts: ['ranAs.seccompMode'], asks: 0n, otherwise: 'privilege' },
  lsm: { facts: ['ranAs.lsmLabel', 'ranAs.euid'], asks: 0n, otherwise: 'configuration' },
  unknown: { facts: [], asks: 0n, otherwise: null },
};

/** What a refusal, or its end, is explained by; null where nothing that the gate looks at is known to have changed. */
export function byGate(gate: Gate, grounds: Grounds): Explanation | null {
  // The schema lets a cell of the matrix name one that a later version knows.
  const { facts, asks, otherwise } = Object.hasOwn(GATES, gate) ? GATES[gate] : GATES.unknown;
  const { configuration, privilege } = grounds.changed;
  const holdsOther = (grounds.capabilities & asks) !== 0n;
  const own = (of: readonly string[]) =>
    of.filter((name) => facts.includes(name) && (name !== 'ranAs.capabilities' || holdsOther));
  const [settings, caller] = [own(configuration), own(privilege)];
  const causes: Cause[] = [
    ...(settings.length > 0 ? (['configuration'] as const) : []),
    ...(caller.length > 0 ? (['privilege'] as const) : []),
  ];
  if (causes.length > 0) return { causes, shownBy: [...settings, ...caller] };
  if (otherwise !== null) return { causes: [otherwise], shownBy: [`gate ${gate}`] };
  // Being refused for another caller is this caller's doing before it is the kernel's.
  return privilege.length > 0 ? { causes: ['privilege'], shownBy: privilege } : null;
}
