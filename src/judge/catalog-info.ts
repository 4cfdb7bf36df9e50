import type { State } from '../report/contract.js';
import type { Kind, Since } from './since.js';

export type Group = 'hgm' | 'open' | 'feature' | 'register' | 'operation';

/** What the tool knows of one capability before it has looked at any host. */
export interface CapabilityInfo {
  /** As in the report; `feature.bit*` stands for every bit without a name. */
  id: string;
  title: string;
  group: Group;
  /** Rows in the report: one, one for each kind of memory, or one for each huge page size. */
  memories: 'none' | 'each' | 'hugetlb';
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
