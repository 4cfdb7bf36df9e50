/** Huge pages of the host, and those that the run held. */
import * as v from 'valibot';
import { count, text } from './values.js';

export const PoolNode = v.object({
  node: count,
  total: v.nullable(count),
  free: v.nullable(count),
  surplus: v.nullable(count),
});

/** What the caller can have of a pool now: free, unreserved, and within its cpuset, memory policy and hugetlb cgroups. */
export const Obtainable = v.object({
  /** Null where the counters could not be read. */
  pages: v.nullable(count),
  /** More that overcommit lets be made of other memory, where there is some. */
  makeable: count,
  /** False where a limit could not be looked at: `pages` is then the most that it can be. */
  certain: v.boolean(),
  /** NUMA nodes that pages may come from; left out where that is all. */
  nodes: v.optional(v.array(count)),
  /** What leaves no more than that; left out where that is the pool itself, as its counters say. */
  limit: v.optional(v.object({ name: text, detail: text })),
});

export const PoolEntry = v.object({
  pageBytes: count,
  total: v.nullable(count),
  free: v.nullable(count),
  reserved: v.nullable(count),
  surplus: v.nullable(count),
  overcommit: v.nullable(count),
  /** Not in reports of a version that did not look. */
  obtainable: v.optional(Obtainable),
  /** In the full form only: what a free page becomes by a write to `demote`; left out where the size has no such file. */
  demoteBytes: v.optional(count),
  /** In the full form only. */
  nodes: v.optional(v.array(PoolNode)),
});
export type PoolEntry = v.InferOutput<typeof PoolEntry>;

export const LedgerEntry = v.object({
  pageBytes: count,
  /** Pages of this size that the run held at any one time, by what its calls show. */
  borrowed: count,
  reason: text,
  /** The figure behind the reason, in words, where there is one. */
  detail: v.optional(text),
  freeBefore: v.nullable(count),
  freeAfter: v.nullable(count),
  reservedBefore: v.nullable(count),
  reservedAfter: v.nullable(count),
  totalBefore: v.nullable(count),
  totalAfter: v.nullable(count),
});
export type LedgerEntry = v.InferOutput<typeof LedgerEntry>;
