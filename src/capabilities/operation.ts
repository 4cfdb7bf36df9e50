/** What is declared of a call on memory, and what follows from it. */
import { KINDS, type Kind } from '../ground/memory.js';
import type { CapabilityInfo } from './capability.js';
import type { Extent } from './extent.js';
import type { FeatureName } from './families/features.js';
import type { Mode } from './families/register.js';
import type { IOCTL } from './ioctls.js';
import type { First } from './since.js';

/** What src/judge says of the call beside the rule that all share: an entry for each stands there. */
export type Rule =
  | 'effect'
  | 'continue'
  | 'poison'
  | 'move'
  | 'dontneed'
  | 'remove'
  | 'populate'
  | 'collapse'
  | 'wake';

export interface Operation extends Pick<CapabilityInfo, 'title' | 'writeProtection' | 'what' | 'on'> {
  /** As in `copy.base`; and the experiment that makes the call. */
  id: string;
  /** Of a row, for the page that it is called for. */
  name: (page: string) => string;
  /** An ioctl of a descriptor, on memory that is registered in that mode; or an advice of madvise(2), which needs none. */
  call: { ioctl: keyof typeof IOCTL; mode: Mode } | 'advice';
  /** What came with the call on that memory; nothing where it is as old as userfaultfd, or no ioctl. */
  feature?: Readonly<Partial<Record<Kind, FeatureName>>>;
  rule: Rule;
  /** Whether the experiment takes a huge page of the pool, on hugetlb memory. */
  takesPage: boolean;
  /** Makes a transparent huge page, which is too much for a test where these are large. */
  makesThp?: true;
  /** Memory on which another experiment makes the call, and in which step. */
  elsewhere?: Readonly<Partial<Record<Kind, { experiment: string; step: string }>>>;
  /** In the order of the report. */
  rows: readonly OperationRow[];
}

export interface OperationRow {
  extent: Extent;
  /** The memory that the row stands for, with the first kernel on it. */
  since: Readonly<Partial<Record<Kind, First>>>;
}

export const isAdvice = ({ call }: Operation): boolean => call === 'advice';

export const operationId = ({ id }: Operation, { extent }: OperationRow): string => `${id}.${extent.name}`;

export const isOn = ({ since }: OperationRow, kind: Kind): boolean => since[kind] !== undefined;

/** Memory that has no such notion at all, which is the one word of `since` that is no kernel. */
export const isNothingOn = ({ since }: OperationRow, kind: Kind): boolean => since[kind] === 'nothing';

/** Whether a run makes the experiment of that name on that memory. */
export const isPlanned = ({ rows, elsewhere }: Operation, kind: Kind): boolean =>
  elsewhere?.[kind] === undefined && rows.some((row) => isOn(row, kind) && !isNothingOn(row, kind));

/** The rows of an operation, as the catalog has them. */
export function rowsOf(operation: Operation): CapabilityInfo[] {
  const { name, title, writeProtection, what, on, rows } = operation;
  return rows.map((row) => {
    const { extent, since } = row;
    return {
      id: operationId(operation, row),
      name: name(extent.page),
      title: `${title}: ${extent.title}`,
      group: extent.group,
      memories: kindsWord(row),
      since,
      ...(writeProtection && { writeProtection }),
      what,
      ...(on && { on }),
      probed: `Called for ${extent.title}; then the memory was looked at. The control is the same call or range where it must work.`,
      states: {
        absent: 'Refused with its controls passed, or it answers 0 and changes nothing (no effect).',
        advertised: 'Accepted; there was nothing to see its effect by.',
        not_probed: 'It would take a page of the pool: borrow one to try it.',
        no_resources: 'The pool has no page to spare for it.',
      },
    };
  });
}

function kindsWord(row: OperationRow): CapabilityInfo['memories'] {
  const kinds = KINDS.filter((kind) => isOn(row, kind));
  return kinds.length === 1 ? (kinds[0] as Kind) : 'each';
}
