import type { StallPart, Timing } from '../report/contract.js';
import { sizeWord } from '../size.js';

/** One part of a stall, without its name. */
export type Source = Omit<StallPart, 'part'>;

export interface Typical {
  ns: number;
  /** `continue.huge hugetlb-2M, p50`. */
  from: string;
}

export const missing = (from: string): Source => ({ ns: null, basis: 'missing', from });

/** The median; the mean where there are too few samples for one, as of a copy of 1 GiB. */
export function typical(timing: Timing | undefined): Typical | null {
  if (timing === undefined) return null;
  const name = [timing.id, timing.memory ?? sizeWord(timing.granuleBytes ?? 0)].join(' ');
  if (timing.p50Ns !== null) return { ns: timing.p50Ns, from: `${name}, p50` };
  return timing.meanNs === null ? null : { ns: timing.meanNs, from: `${name}, mean of ${timing.n}` };
}

/** The timing whose granule is nearest in size, by proportion; the larger of two that are as near. */
export function nearest(timings: readonly Timing[], bytes: number): Timing | undefined {
  const apart = ({ granuleBytes }: Timing): number => Math.abs(Math.log2((granuleBytes || 1) / bytes));
  const usable = timings.filter((timing) => typical(timing) !== null);
  return usable.toSorted((a, b) => apart(a) - apart(b) || Number(b.granuleBytes) - Number(a.granuleBytes))[0];
}
