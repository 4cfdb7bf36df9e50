/** How long a thread waits for a missing page, and what a bench was asked for. */
import * as v from 'valibot';
import { count, text } from './values.js';

export const StallPart = v.object({
  part: v.picklist(['link', 'copy', 'continue', 'fault']),
  /** Null where nothing was measured that it could be taken from. */
  ns: v.nullable(count),
  /** `measured` here and for this very page size; `assumed` from something else, which `from` names. */
  basis: v.picklist(['measured', 'assumed', 'missing']),
  from: text,
  /**
   * Why the figure is not to be relied on: a mean of fewer samples than a median needs, less than a step of the clock,
   * or measured while others had the CPU. Left out where it is.
   */
  doubt: v.optional(v.picklist(['few_samples', 'below_grain', 'busy'])),
});
export type StallPart = v.InferOutput<typeof StallPart>;

/** How long a thread waits for a missing page of so many bytes. */
export const Stall = v.object({
  bytes: count,
  parts: v.array(StallPart),
  /** Sum of the parts that are known. */
  totalNs: count,
  /** True where a part is missing, so that `totalNs` is the least it can be. */
  lowerBound: v.boolean(),
});
export type Stall = v.InferOutput<typeof Stall>;

/** What a stall at one huge page size comes to, whole and in granules. */
export const StallEntry = v.object({
  hugePageBytes: count,
  /** 10^9 bits a second. */
  linkGbps: v.number(),
  whole: Stall,
  granular: Stall,
  /** CONTINUE of the first granule in a huge page, which makes page tables; `granular` reckons with a later one. */
  firstGranuleNs: v.nullable(count),
  /** Whole by granular; null where either is a lower bound, or has a part in doubt. */
  ratio: v.nullable(v.number()),
});
export type StallEntry = v.InferOutput<typeof StallEntry>;

/** What a bench was asked for; null in the report of any other run. */
export const BenchRun = v.object({
  /** False where it was ended early. */
  complete: v.boolean(),
  samples: count,
  durationMs: v.nullable(count),
  cpu: v.nullable(count),
  /** Huge page sizes; empty: all of the host. */
  sizes: v.array(count),
  linkGbps: v.number(),
});
export type BenchRun = v.InferOutput<typeof BenchRun>;
