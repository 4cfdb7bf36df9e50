/** Which huge pages a run may take. Nothing here touches a pool: it only reads counters. */

import type { Borrow, BorrowDecision, HugeLimits, Pool } from '../observations.js';
import { obtainable } from '../obtainable.js';

/** `auto` lends by the rule below; `sizes` are asked for by name, in bytes, whatever the mode. */
export interface BorrowRequest {
  mode: 'none' | 'auto';
  sizes: number[];
}

export const BORROW_AUTO: BorrowRequest = { mode: 'auto', sizes: [] };

/** A larger page may be the only one that a guest is waiting for, and zeroing it takes long. */
export const LARGEST_UNASKED = 32 * 1024 * 1024;
/** What must stay free, unreserved, after a page was taken unasked. */
export const STAY_FREE = 2;

/** @param limits of the process whose children will take the pages; null where they are not known */
export function decideBorrows(
  request: BorrowRequest,
  pools: readonly Pool[],
  limits: HugeLimits | null = null,
): Borrow[] {
  return pools.map((pool) => ({
    pageBytes: pool.pageBytes,
    decision: decide(request, pool, limits),
    ...(request.sizes.includes(pool.pageBytes) && { asked: true }),
  }));
}

function decide(request: BorrowRequest, pool: Pool, limits: HugeLimits | null): BorrowDecision {
  const asked = request.sizes.includes(pool.pageBytes);
  const { pages, makeable } = obtainable(pool, limits);
  if (pages === null) return 'unknown_pool';
  // First: nothing there is the truth whatever was asked for. What overcommit makes is taken from other memory, so
  // only who names the size has it.
  if (pages === 0) return asked && makeable > 0 ? 'taken' : 'none_free';
  if (asked) return 'taken';
  if (request.mode === 'none') return 'declined';
  if (pool.pageBytes > LARGEST_UNASKED) return 'too_large';
  return pages - 1 >= STAY_FREE ? 'taken' : 'too_few_free';
}

/**
 * Whether a base-size fill may be tried on a hole. No known kernel takes a page for it, but one that did
 * would take it unasked: so only where none is there to take, or two stay after it.
 */
export function isFillable(pool: Pool): boolean {
  const unreserved = unreservedPages(pool);
  if (unreserved === null) return false;
  // An overcommitted pool makes pages of other memory when it runs out: that would be a page taken, too.
  if (unreserved <= 0) return pool.overcommit === 0 || pool.overcommit === null;
  return unreserved - 1 >= STAY_FREE;
}

function unreservedPages({ free, reserved }: Pool): number | null {
  return free === null || reserved === null ? null : free - reserved;
}
