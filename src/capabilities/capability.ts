import { KINDS, type Kind } from '../ground/memory.js';
import type { Group } from './group.js';
import type { Since } from './since.js';
import type { State } from './state.js';

/** What the tool knows of one capability before it has looked at any host. */
export interface CapabilityInfo {
  /** As in the report; `feature.bit*` stands for every bit without a name. */
  id: string;
  /** What it is good for, in a few plain words that stand beside the id. */
  name: string;
  title: string;
  group: Group;
  /**
   * Rows in the report: one, one for each kind of memory, for those that no pool gives, for those that have a file, or on
   * that kind alone.
   */
  memories: 'none' | 'each' | 'plain' | 'files' | Kind;
  /** First mainline kernel with it, on each kind of memory where they differ. */
  since: Since;
  /** Hangs on the architecture's write protection, which arm64 got later. */
  writeProtection?: boolean;
  what: string;
  /** What is true of one kind of memory alone, or else there. */
  on?: Readonly<Partial<Record<Kind, string>>>;
  probed: string;
  /** What a state means here, where there is more to say than the word. */
  states: Partial<Record<State, string>>;
  action?: string;
}

/** Capabilities by their names, so that a rule for each of them can be asked for. */
export type Declared<Id extends string> = Readonly<Record<Id, Omit<CapabilityInfo, 'id'>>>;

export const listed = <Id extends string>(of: Declared<Id>): CapabilityInfo[] =>
  Object.entries<Omit<CapabilityInfo, 'id'>>(of).map(([id, info]) => ({ id, ...info }));

const SEVERAL = {
  none: [],
  each: KINDS,
  plain: ['anonymous', 'shmem'],
  files: ['shmem', 'hugetlb'],
} as const satisfies Record<string, readonly Kind[]>;

type Memories = Pick<CapabilityInfo, 'memories'>;

/** The kinds of memory that a capability has rows for. */
export function memoriesOf({ memories }: Memories): readonly Kind[] {
  return Object.hasOwn(SEVERAL, memories) ? SEVERAL[memories as keyof typeof SEVERAL] : [memories as Kind];
}

/** The same; null alone where it does not depend on memory. */
export const kindsOf = (info: Memories): readonly (Kind | null)[] =>
  info.memories === 'none' ? [null] : memoriesOf(info);
