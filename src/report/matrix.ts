import type { Capability, Matrix, State } from './contract.js';

/** The column of what does not depend on memory. */
const HOST = 'host';

/** Reasons that say no more than the state that they stand beside: the ordinary ones, most of any document. */
const PLAIN: Readonly<Partial<Record<State, readonly string[]>>> = {
  supported: ['works'],
  absent: ['refused', 'not_offered', 'not_in_kernel'],
  advertised: ['offered'],
  no_resources: ['pool_empty'],
  not_applicable: ['memory_type'],
};

/** The rows of a report as the map that stands in both forms of the document; see `Matrix` of the contract. */
export function matrixOf(capabilities: readonly Capability[]): Matrix {
  const rows = new Map<string, [string, string][]>();
  for (const capability of capabilities) {
    const row = rows.get(capability.id) ?? [];
    rows.set(capability.id, [...row, [capability.memory ?? HOST, cell(capability)]]);
  }
  return Object.fromEntries([...rows].map(([id, row]) => [id, Object.fromEntries(row)]));
}

function cell({ state, reason, gate }: Capability): string {
  if (gate !== undefined) return reason === gate ? `${state}:${gate}` : `${state}:${gate}/${reason}`;
  return PLAIN[state]?.includes(reason) ? state : `${state}:${reason}`;
}
