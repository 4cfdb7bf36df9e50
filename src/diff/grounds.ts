import type { Report } from '../report/contract.js';
import type { FactCause, FactChange, RowChange } from './contract.js';

export type Explanation = Pick<RowChange, 'causes' | 'shownBy'>;

/** Names of the facts that changed, by cause; and what is needed of the reports to read them. */
export interface Grounds {
  changed: Record<FactCause, string[]>;
  /** Capabilities, by bit, that only one of the callers holds. */
  capabilities: bigint;
  /** Decisions to take a page that differ, under the cause that each belongs to. */
  borrows: { cause: FactCause; name: string }[];
  memories: { old: Set<string | null>; new: Set<string | null> };
}

export function createGrounds(before: Report, after: Report, facts: readonly FactChange[]): Grounds {
  const names = (cause: FactCause): string[] =>
    facts.filter((fact) => fact.cause === cause).map((fact) => fact.name);
  const memories = ({ capabilities }: Report) => new Set(capabilities.map((one) => one.memory));
  return {
    changed: {
      kernel: names('kernel').filter((name) => name.startsWith('host.')),
      configuration: names('configuration'),
      privilege: names('privilege'),
      resources: names('resources'),
      // Which page was taken is not a fact that changes a verdict by itself: `not_probed` says so where it does.
      tool: names('tool').filter((name) => !isBorrow(name)),
    },
    capabilities: capabilitiesOf(before) ^ capabilitiesOf(after),
    borrows: facts.filter(({ name }) => isBorrow(name)),
    memories: { old: memories(before), new: memories(after) },
  };
}

const capabilitiesOf = ({ ranAs }: Report): bigint => BigInt(ranAs.capabilities ?? 0);

const isBorrow = (name: string): boolean => name.startsWith('ledger[');
