/** What serves the faults of a guest on big pages, and how its memory is on big pages afterwards. */
import * as v from 'valibot';
import { StallPart } from './stall.js';
import { Cell, count, State, text } from './values.js';

/** Base pages that were served one by one, made one huge page again. */
export const Regain = v.object({
  /** Of the huge page; null where nothing tells how large it would be. */
  bytes: v.nullable(count),
  /** Of the row, which says why. */
  state: State,
  /** For each GiB of guest memory; null where it was not timed. */
  nsPerGiB: v.nullable(count),
  /** Why that is not to be relied on, as of the parts of a stall. Left out where it is. */
  doubt: v.optional(StallPart.entries.doubt.wrapped),
});
export type Regain = v.InferOutput<typeof Regain>;

const Sizes = v.object({
  /** Whatever the memory. */
  anyhow: v.array(count),
  /** Where MADV_HUGEPAGE asked for one. */
  advised: v.array(count),
});

/** Sizes in bytes of the transparent huge page that a fault may bring, as the host's settings stand. */
export const FaultSizes = v.object({ anonymous: Sizes, shmem: Sizes });
export type FaultSizes = v.InferOutput<typeof FaultSizes>;

/** A row that a way rests on. */
export const Ground = v.object({ id: text, memory: v.nullable(text), state: State, reason: text });
export type Ground = v.InferOutput<typeof Ground>;

/** Whether a vCPU was seen to be served that way, and to be on big pages afterwards. */
export const ThroughKvm = v.object({
  shown: v.boolean(),
  /** The row that stands in the way; null where it was shown. */
  why: v.nullable(Ground),
});
export type ThroughKvm = v.InferOutput<typeof ThroughKvm>;

export const Way = v.object({
  /** `hgm-1G`, `hugetlb-1G`, `shmem-thp`, `anonymous-thp`. */
  id: text,
  /** What one fault moves. */
  faultBytes: count,
  /** `supported`: faults are served, and the memory is on big pages afterwards. */
  state: State,
  /** `works`, or that of the row that decides. */
  reason: text,
  /** How long the thread that faults waits, about; null where nothing was timed. */
  stallNs: v.nullable(count),
  /** `at_least`: a part of it is not known; `in_doubt`: a part of it is not to be relied on. Left out where it is neither. */
  stallIs: v.optional(v.picklist(['at_least', 'in_doubt'])),
  /** Null where the memory never leaves its big pages. */
  regain: v.nullable(Regain),
  /**
   * Whether a handler may write a page through another mapping of the memory: `exposed` where its neighbours then
   * read as zeroes that nobody sent. Left out where there is no other mapping of such memory.
   */
  aliasWrites: v.optional(v.picklist(['isolated', 'exposed', 'exposed_if_advised', 'unknown'])),
  /** What `stallNs` is the sum of; empty where nothing was timed. */
  parts: v.array(StallPart),
  rests: v.array(Ground),
  /** Left out where nobody looked for KVM. */
  throughKvm: v.optional(ThroughKvm),
});
export type Way = v.InferOutput<typeof Way>;

/** `{ID: CELL}`, where CELL is `STATE` or, where the reason says more, `STATE:REASON`. */
export const Serving = v.record(text, Cell);
export type Serving = v.InferOutput<typeof Serving>;
