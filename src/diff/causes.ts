/**
 * Which cause accounts for a row that changed. First what the verdicts themselves say (a gate, a lack of pages, a
 * flag), then what else changed between the two documents:
 *
 * | the row | is accounted for by |
 * |---|---|
 * | to or from `not_permitted` | what the gate is made of: the sysctl is configuration, the caller privilege |
 * | to or from `no_resources` | resources; and configuration where that pool was resized |
 * | to or from `not_probed` | the tool: it was run with other flags |
 * | to or from accepted without a page to look at | resources, or the tool, as the decision on that page says |
 * | anything else, and the kernel differs | the kernel |
 * | anything else, and one of configuration, privilege and tool differs | that one, as the only difference |
 * | anything else | nothing: `unexplained` |
 *
 * Pages that come and go change no verdict but `no_resources`, so they never explain anything else.
 */
import type { Gate, State } from '../report/contract.js';
import type { StoredReport } from '../report/stored.js';
import type { Cause, FactCause, FactChange, RowChange } from './contract.js';

type Row = Pick<RowChange, 'id' | 'memory' | 'old' | 'new'>;
type Explanation = Pick<RowChange, 'causes' | 'shownBy'>;

/** Names of the facts that changed, by cause; and what is needed of the reports to read them. */
export interface Grounds {
  changed: Record<FactCause, string[]>;
  /** Decisions to take a page that differ, under the cause that each belongs to. */
  borrows: { cause: FactCause; name: string }[];
  memories: { old: Set<string | null>; new: Set<string | null> };
}

export function createGrounds(
  before: StoredReport,
  after: StoredReport,
  facts: readonly FactChange[],
): Grounds {
  const names = (cause: FactCause): string[] =>
    facts.filter((fact) => fact.cause === cause).map((fact) => fact.name);
  const memories = ({ capabilities }: StoredReport) => new Set(capabilities.map((one) => one.memory));
  return {
    changed: {
      kernel: names('kernel').filter((name) => name.startsWith('host.')),
      configuration: names('configuration'),
      privilege: names('privilege'),
      resources: names('resources'),
      // Which page was taken is not a fact that changes a verdict by itself: `not_probed` says so where it does.
      tool: names('tool').filter((name) => !isBorrow(name)),
    },
    borrows: facts.filter(({ name }) => isBorrow(name)),
    memories: { old: memories(before), new: memories(after) },
  };
}

const isBorrow = (name: string): boolean => name.startsWith('ledger[');

export function explain(row: Row, grounds: Grounds): Explanation {
  const said = saidByVerdict(row, grounds) ?? missingMemory(row, grounds);
  if (said === null) return byDifference(grounds);
  // What was hidden may have differed, too: an `absent` that comes to light can be the new kernel's.
  const concealed = [row.old, row.new].some((one) => one?.state === 'absent');
  const { kernel } = grounds.changed;
  if (!concealed || kernel.length === 0 || said.causes.includes('kernel')) return said;
  return { causes: [...said.causes, 'kernel'], shownBy: [...said.shownBy, ...kernel] };
}

function saidByVerdict({ old, new: now, memory }: Row, grounds: Grounds): Explanation | null {
  const side = (state: State) => [now, old].find((one) => one?.state === state);
  const denied = side('not_permitted');
  if (denied) return byGate(denied.gate ?? 'unknown', grounds);
  if (side('no_resources')) return byResources(memory, grounds);
  if (side('not_probed')) return { causes: ['tool'], shownBy: ['state not_probed'] };
  const borrow = grounds.borrows.find(({ name }) => isOfPool(name, memory));
  const unseen = side('advertised')?.reason === 'accepted_not_observed';
  return unseen && borrow ? { causes: [borrow.cause], shownBy: [borrow.name] } : null;
}

/** Whether a fact is about the pool behind `hugetlb-2M`. */
const isOfPool = (name: string, memory: string | null): boolean =>
  memory !== null && name.includes(`[${memory.replace(/^hugetlb-/, '')}]`);

/** What each gate looks at: facts whose change explains it, and whose doing it is where none of them is in the report. */
const GATES: Readonly<Record<Gate, { facts: readonly string[]; otherwise: FactCause | null }>> = {
  // userfaultfd_syscall_allowed, fs/userfaultfd.c: the sysctl, or CAP_SYS_PTRACE of the initial user namespace.
  sysctl: {
    facts: ['settings.unprivilegedUserfaultfd', 'ranAs.capabilities', 'ranAs.initialUserNamespace'],
    otherwise: null,
  },
  capability: { facts: ['ranAs.capabilities', 'ranAs.initialUserNamespace'], otherwise: 'privilege' },
  // Owner and mode of the node are in no report.
  device_node: { facts: ['ranAs.euid', 'ranAs.egid', 'ranAs.capabilities'], otherwise: 'configuration' },
  // The mode says that there is a filter, not which one.
  seccomp: { facts: ['ranAs.seccompMode'], otherwise: 'privilege' },
  lsm: { facts: ['ranAs.lsmLabel', 'ranAs.euid', 'ranAs.capabilities'], otherwise: 'configuration' },
  unknown: { facts: [], otherwise: null },
};

function byGate(gate: Gate, grounds: Grounds): Explanation {
  const { facts, otherwise } = GATES[gate];
  const { configuration, privilege } = grounds.changed;
  const own = (of: readonly string[]) => of.filter((name) => facts.includes(name));
  const [settings, caller] = [own(configuration), own(privilege)];
  const causes: Cause[] = [
    ...(settings.length > 0 ? (['configuration'] as const) : []),
    ...(caller.length > 0 ? (['privilege'] as const) : []),
  ];
  if (causes.length > 0) return { causes, shownBy: [...settings, ...caller] };
  if (otherwise !== null) return { causes: [otherwise], shownBy: [`gate ${gate}`] };
  // Being refused for another caller is this caller's doing before it is the kernel's.
  return privilege.length > 0 ? { causes: ['privilege'], shownBy: privilege } : byDifference(grounds);
}

function byResources(memory: string | null, grounds: Grounds): Explanation {
  const own = (names: readonly string[]) => names.filter((name) => isOfPool(name, memory));
  const free = own(grounds.changed.resources);
  const resized = own(grounds.changed.configuration);
  return {
    causes: resized.length > 0 ? ['resources', 'configuration'] : ['resources'],
    shownBy: free.length + resized.length > 0 ? [...free, ...resized] : ['state no_resources'],
  };
}

/** A whole column that only one side has: huge page sizes are the kernel's, as built, booted and on this machine. */
function missingMemory({ old, new: now, memory }: Row, { memories, changed }: Grounds): Explanation | null {
  if (memory === null || (old !== null && now !== null)) return null;
  if (memories.old.has(memory) && memories.new.has(memory)) return null;
  return { causes: ['kernel'], shownBy: changed.kernel.length > 0 ? changed.kernel : [`column ${memory}`] };
}

function byDifference({ changed }: Grounds): Explanation {
  if (changed.kernel.length > 0) return { causes: ['kernel'], shownBy: changed.kernel };
  const others = (['configuration', 'privilege', 'tool'] as const).filter(
    (cause) => changed[cause].length > 0,
  );
  const [only] = others;
  if (only === undefined || others.length > 1)
    return { causes: ['unexplained'], shownBy: others.flatMap((cause) => changed[cause]) };
  return { causes: [only], shownBy: changed[only] };
}
