import type { Latency } from '../../report/contract.js';

/** Calls that tell most of a migration, the first ones first; others come after them in the document's order. */
const FIRST = ['continue.base', 'continue.huge', 'continue.later_base', 'continue.first_base'];

export interface Median {
  call: string;
  /** Empty where the call does not depend on memory. */
  memory: string;
  ns: number;
}

/** Medians that were measured, in the order of what they tell. */
export function medians(latency: Latency): Median[] {
  return Object.entries(latency)
    .flatMap(([key, { p50Ns }]) => {
      const [call = '', memory = ''] = key.split(/:(.*)/s);
      return p50Ns === null ? [] : [{ call, memory, ns: p50Ns }];
    })
    .sort((a, b) => rank(a) - rank(b));
}

function rank({ call }: Median): number {
  const at = FIRST.indexOf(call);
  return at < 0 ? FIRST.length : at;
}
