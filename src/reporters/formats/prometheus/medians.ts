import type { Latency } from '../../../report/contract.js';
import { latencyName } from '../../../report/latency.js';
import type { Series } from './exposition.js';

/** Calls that tell most of a migration, the first ones first; others come after them in the document's order. */
const FIRST = [
  'fault.vcpu.poll',
  'fault.poll',
  'continue.base',
  'continue.huge',
  'continue.later_base',
  'continue.first_base',
];

/** Medians that were measured, in seconds, in the order of what they tell. */
export function medians(latency: Latency): Series[] {
  return Object.entries(latency)
    .flatMap(([key, { p50Ns }]) => {
      const name = latencyName(key);
      if (p50Ns === null || name === null) return [];
      const { id: call, memory, granule, units, threads } = name;
      const labels = { call, memory, granule, units, threads };
      return [{ labels: given(labels), value: p50Ns / 1e9 }];
    })
    .sort((a, b) => rank(a) - rank(b));
}

const given = (labels: Readonly<Record<string, string | null>>): Series['labels'] =>
  Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, value ?? '']));

function rank({ labels }: Series): number {
  const at = FIRST.indexOf(labels.call ?? '');
  return at < 0 ? FIRST.length : at;
}
