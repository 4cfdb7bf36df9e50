import { sizeWord } from '../../ground/size.js';
import type { StallPart, Timing } from '../../report/contract.js';

/** One part of a stall, without its name. */
export type Source = Omit<StallPart, 'part'>;

export interface Typical {
  ns: number;
  /** `continue.huge hugetlb-2M, p50`. */
  from: string;
  doubt?: NonNullable<StallPart['doubt']>;
}

export const missing = (from: string): Source => ({ ns: null, basis: 'missing', from });

/** The median; the mean, in doubt, where there are too few samples for one. */
export function typical(timing: Timing | undefined): Typical | null {
  if (timing === undefined) return null;
  const name = [timing.id, timing.memory ?? sizeWord(timing.granuleBytes ?? 0)].join(' ');
  if (timing.p50Ns !== null) {
    const found = { ns: timing.p50Ns, from: `${name}, p50` };
    if (timing.flags.includes('below_grain')) return { ...found, doubt: 'below_grain' };
    return isBusy(timing, timing.p50Ns) ? { ...found, doubt: 'busy' } : found;
  }
  if (timing.meanNs === null) return null;
  return { ns: timing.meanNs, from: `${name}, mean of ${timing.n}`, doubt: 'few_samples' };
}

/** Beyond this many times the fastest, half of the samples waited for something else than the kernel. */
const WAITED = 10;

/**
 * Whether others had the CPU so long that the median is theirs, and no bound of anything. A thread that waits to be
 * woken is never preempted, so a fault shows it by its spread alone.
 */
function isBusy({ id, flags, minNs }: Timing, p50Ns: number): boolean {
  const mayWait = id.startsWith('fault.') || flags.includes('preempted');
  return mayWait && minNs !== null && p50Ns > WAITED * minNs;
}

/** What is in doubt in either is in both. */
export const doubtOf = (...of: readonly Typical[]): Pick<Source, 'doubt'> => {
  const doubt = of.find((one) => one.doubt !== undefined)?.doubt;
  return doubt === undefined ? {} : { doubt };
};

/** The first that is in no doubt, in the order given; the first of all where each is. */
export function firmest(...timings: readonly (Timing | undefined)[]): Timing | undefined {
  const usable = timings.filter((timing) => typical(timing) !== null);
  return usable.find((timing) => typical(timing)?.doubt === undefined) ?? usable[0];
}

/**
 * The timing whose granule is nearest in size, by proportion; the larger of two that are as near. One in doubt only
 * where all are: a few copies of 1 GiB tell less than many of 2 MiB.
 */
export function nearest(timings: readonly Timing[], bytes: number): Timing | undefined {
  // One of no known size is as far as can be.
  const apart = ({ granuleBytes }: Timing): number => Math.abs(Math.log2(Number(granuleBytes) / bytes));
  const usable = timings.filter((timing) => typical(timing) !== null);
  const firm = usable.filter((timing) => typical(timing)?.doubt === undefined);
  return (firm.length > 0 ? firm : usable).toSorted(
    (a, b) => apart(a) - apart(b) || Number(b.granuleBytes) - Number(a.granuleBytes),
  )[0];
}
