/** What calls cost, and with which clock that was measured. */
import * as v from 'valibot';
import { count, text } from './values.js';

/** What went on beside the samples of a timing; counters are null where the kernel, or a child that was killed, told none. */
export const TimingRun = v.object({
  /** CPU that it was pinned to. */
  cpu: v.nullable(count),
  /** NUMA node of the page. */
  node: v.nullable(count),
  /** Interrupts on that CPU meanwhile. */
  interrupts: v.nullable(count),
  migrations: v.nullable(count),
  voluntarySwitches: v.nullable(count),
  involuntarySwitches: v.nullable(count),
  minorFaults: v.nullable(count),
});

/** Distinct values ascending, and how often each was seen. */
export const Distribution = v.object({ ns: v.array(count), counts: v.array(count) });
export type Distribution = v.InferOutput<typeof Distribution>;

export const Timing = v.object({
  id: text,
  memory: v.nullable(text),
  granuleBytes: v.nullable(count),
  /** Units of `granuleBytes` that one call covers. */
  units: count,
  /** Threads that fault at once. */
  threads: count,
  /** True for what every kernel has, measured for comparison. */
  baseline: v.boolean(),
  n: count,
  minNs: v.nullable(count),
  p50Ns: v.nullable(count),
  p90Ns: v.nullable(count),
  p99Ns: v.nullable(count),
  p999Ns: v.nullable(count),
  maxNs: v.nullable(count),
  /** The cold first call, in none of the figures before. */
  firstNs: v.nullable(count),
  meanNs: v.nullable(count),
  /** Mean of calls made back to back between two readings: where it is far from `meanNs`, see `flags`. */
  batchedNs: v.nullable(count),
  /** `p50Ns` by `units`, where one call covers more than one. */
  perUnitNs: v.optional(v.nullable(count)),
  flags: v.array(text),
  /** In a bench only. */
  distribution: v.optional(Distribution),
  /** In a bench only. */
  run: v.optional(TimingRun),
});
export type Timing = v.InferOutput<typeof Timing>;

/** A timing that is not there, and why. */
export const Untimed = v.object({ id: text, memory: v.nullable(text), reason: text });
export type Untimed = v.InferOutput<typeof Untimed>;

export const Clock = v.object({
  source: text,
  /** Step that the clock counts in, as seen in readings that follow each other. */
  grainNs: v.nullable(count),
  /** Median cost of a pair of readings. */
  pairNs: v.nullable(count),
  /** Median cost of an ioctl that does nothing. */
  ioctlNs: v.nullable(count),
});
export type Clock = v.InferOutput<typeof Clock>;

/**
 * Figures of `timings` that a fleet compares, by `ID[:MEMORY][@GRANULE][xUNITS][/THREADS]`; the granule is
 * left out where it is the page of that memory, units and threads where they are 1.
 */
export const Latency = v.record(
  text,
  v.object({
    n: count,
    p50Ns: v.nullable(count),
    p99Ns: v.nullable(count),
    firstNs: v.nullable(count),
    /** Left out where there is none. */
    flags: v.optional(v.array(text)),
  }),
);
export type Latency = v.InferOutput<typeof Latency>;
