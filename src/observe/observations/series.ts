/** One timed call. */

/**
 * Why a series has no more samples: enough of them, its time used up, asked to stop, the call refused, or no
 * room for one more slow value (nothing is dropped: the series ends there).
 */
export type SeriesEnd = 'full' | 'duration' | 'stopped' | 'refused' | 'overflow';

/** One timed call: the exact distribution of its samples, raw, and what went on beside it. */
export interface Series {
  id: string;
  /** Bytes of one unit; 0 where the call is about no memory. */
  granuleBytes: number;
  /** Units of `granuleBytes` that one call covers. */
  units: number;
  /** Threads that fault at once; 1 for plain calls. */
  threads: number;
  /** Nanoseconds for the cold first call, which is what a migration meets; in no other figure. */
  firstNs: number | null;
  /** Values seen, ascending and distinct, in whole nanoseconds: nothing subtracted, nothing dropped. */
  ns: number[];
  /** How often each value of `ns` was seen. */
  counts: number[];
  /** Mean of calls made back to back between two readings, the cross-check; null where they can't be. */
  batchedNs: number | null;
  /** Calls behind `batchedNs`. */
  batchedCalls: number;
  /** CPU that the child was pinned to; null where that was refused. */
  cpu: number | null;
  /** NUMA node of the page; null where not known. */
  node: number | null;
  /** Interrupts on that CPU meanwhile; null where they can't be read. */
  interrupts: number | null;
  /** Changes of CPU that were seen; null, as all counters here, of a child that was killed before it could look. */
  migrations: number | null;
  voluntarySwitches: number | null;
  involuntarySwitches: number | null;
  minorFaults: number | null;
  ended: SeriesEnd;
}
