/** Huge pages of the host, and those that the run held. */
import * as v from 'valibot';
import { count, text } from './values.js';

export const PoolNode = v.object({
  node: count,
  total: v.nullable(count),
  free: v.nullable(count),
  surplus: v.nullable(count),
});

export const PoolEntry = v.object({
  pageBytes: count,
  total: v.nullable(count),
  free: v.nullable(count),
  reserved: v.nullable(count),
  surplus: v.nullable(count),
  overcommit: v.nullable(count),
  /** In the full form only. */
  nodes: v.optional(v.array(PoolNode)),
});
export type PoolEntry = v.InferOutput<typeof PoolEntry>;

export const LedgerEntry = v.object({
  pageBytes: count,
  /** Pages of this size that the run held at any one time. */
  borrowed: count,
  reason: text,
  freeBefore: v.nullable(count),
  freeAfter: v.nullable(count),
  reservedBefore: v.nullable(count),
  reservedAfter: v.nullable(count),
  totalBefore: v.nullable(count),
  totalAfter: v.nullable(count),
});
export type LedgerEntry = v.InferOutput<typeof LedgerEntry>;
