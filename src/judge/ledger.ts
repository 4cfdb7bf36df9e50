import type { Pool } from '../observe/observations.js';
import type { LedgerEntry, PoolEntry } from '../report/contract.js';
import { borrowOf, type Context } from './context.js';

/** Pool counters before and after the run, and whether it held a page in between. */
export function judgeLedger(context: Context): LedgerEntry[] {
  const { poolsBefore, poolsAfter } = context.observations;
  return context.hugeColumns.map(({ pageBytes }) => {
    const before = poolsBefore.find((pool) => pool.pageBytes === pageBytes);
    const after = poolsAfter.find((pool) => pool.pageBytes === pageBytes);
    const reason = borrowOf(context, pageBytes)?.decision ?? 'unknown_pool';
    return {
      pageBytes,
      borrowed: reason === 'taken' ? 1 : 0,
      reason,
      freeBefore: before?.free ?? null,
      freeAfter: after?.free ?? null,
      reservedBefore: before?.reserved ?? null,
      reservedAfter: after?.reserved ?? null,
      totalBefore: before?.total ?? null,
      totalAfter: after?.total ?? null,
    };
  });
}

/** The pool as the report shows it; where `demote` stands is a witness's. */
export function poolEntry({ pageBytes, total, free, reserved, surplus, overcommit, nodes }: Pool): PoolEntry {
  return { pageBytes, total, free, reserved, surplus, overcommit, nodes };
}
