/**
 * Which cause accounts for a row that changed. First what the verdicts themselves say (a gate, a lack of pages, a
 * flag), then what else changed between the two documents:
 *
 * | the row | is accounted for by |
 * |---|---|
 * | to or from `not_permitted` | what the gate is made of: the sysctl is configuration, the caller privilege |
 * | to or from `no_resources` | resources; and configuration where that pool was resized |
 * | to or from `not_probed` | the tool: it was run with other flags |
 * | to or from accepted without a page to look at, or without one to see a feature by | resources, or the tool, as the decision on that page says |
 * | anything else, and the kernel differs | the kernel; and the tool where its version differs, too |
 * | anything else, and one of configuration, privilege and tool differs | that one, as the only difference |
 * | anything else | nothing: `unexplained` |
 *
 * Pages that come and go change no verdict but `no_resources`, so they never explain anything else.
 */
import { shortName } from '../ground/memory.js';
import type { State } from '../report/contract.js';
import type { RowChange } from './contract.js';
import { byGate } from './gates.js';
import type { Explanation, Grounds } from './grounds.js';

type Row = Pick<RowChange, 'id' | 'memory' | 'old' | 'new'>;

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
  if (denied) return byGate(denied.gate ?? 'unknown', grounds) ?? byDifference(grounds);
  if (side('no_resources')) return byResources(memory, grounds);
  if (side('not_probed')) return { causes: ['tool'], shownBy: ['state not_probed'] };
  const borrow = grounds.borrows.find(({ name }) => isOfPool(name, memory));
  const unseen = side('advertised')?.reason === 'accepted_not_observed';
  if (unseen && borrow) return { causes: [borrow.cause], shownBy: [borrow.name] };
  // A feature that a page of any size shows.
  const [page] = grounds.borrows;
  return side('advertised')?.reason === 'no_page' && page
    ? { causes: [page.cause], shownBy: grounds.borrows.map(({ name }) => name) }
    : null;
}

/** Whether a fact is about the pool behind `hugetlb-2M`. */
const isOfPool = (name: string, memory: string | null): boolean =>
  memory !== null && name.includes(`[${shortName(memory)}]`);

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
  if (changed.kernel.length > 0) {
    // Another version of the tool may judge the same answers differently; recordings are judged by one.
    const tool = changed.tool.length > 0 ? (['tool'] as const) : [];
    return { causes: ['kernel', ...tool], shownBy: [...changed.kernel, ...changed.tool] };
  }
  const others = (['configuration', 'privilege', 'tool'] as const).filter(
    (cause) => changed[cause].length > 0,
  );
  const [only] = others;
  if (only === undefined || others.length > 1)
    return { causes: ['unexplained'], shownBy: others.flatMap((cause) => changed[cause]) };
  return { causes: [only], shownBy: changed[only] };
}
