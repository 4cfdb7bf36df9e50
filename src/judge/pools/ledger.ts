import type { Experiment, Observations, Pool } from '../../observe/observations.js';
import type { LedgerEntry, PoolEntry } from '../../report/contract.js';
import { borrowOf, type Context } from '../context.js';
import { heldPage } from './held.js';
import { limitWords, ownPages, pagesOfSubject, shortage } from './pages.js';

/** Pool counters before and after the run, and whether it held a page in between, by what its calls show. */
export function judgeLedger(context: Context): LedgerEntry[] {
  const { poolsBefore, poolsAfter, experiments, caller } = context.observations;
  const all = [...experiments, ...(caller?.experiments ?? [])];
  return context.hugeColumns.map(({ pageBytes }) => {
    const before = poolsBefore.find((pool) => pool.pageBytes === pageBytes);
    const after = poolsAfter.find((pool) => pool.pageBytes === pageBytes);
    const held = all.some((of) => of.pageBytes === pageBytes && heldPage(of));
    return {
      pageBytes,
      borrowed: held ? 1 : 0,
      ...why(context, pageBytes, held, all),
      freeBefore: before?.free ?? null,
      freeAfter: after?.free ?? null,
      reservedBefore: before?.reserved ?? null,
      reservedAfter: after?.reserved ?? null,
      totalBefore: before?.total ?? null,
      totalAfter: after?.total ?? null,
    };
  });
}

function why(
  context: Context,
  pageBytes: number,
  held: boolean,
  all: readonly Experiment[],
): Pick<LedgerEntry, 'reason' | 'detail'> {
  if (held) return { reason: 'taken' };
  const decision = borrowOf(context, pageBytes)?.decision ?? 'unknown_pool';
  const pages = ownPages(context.observations, pageBytes);
  const short = shortage(pages);
  // An empty pool keeps its word; whatever else leaves none is named.
  if (short !== null && (decision === 'none_free' || decision === 'taken'))
    return short === 'pool_empty' ? { reason: 'none_free' } : { reason: short, detail: limitWords(pages) };
  if (decision === 'too_few_free') return { reason: decision, detail: limitWords(pages) };
  if (decision !== 'taken') return { reason: decision };
  // It was to be taken, and no call shows that it was.
  const tried = all.some((of) => of.pageBytes === pageBytes && of.end !== 'not_run');
  return { reason: tried ? 'not_given' : 'not_run' };
}

/** The pool as the report shows it; where `demote` stands is a witness's. */
export function poolEntry(observations: Observations, pool: Pool): PoolEntry {
  const { pageBytes, total, free, reserved, surplus, overcommit, demoteBytes, nodes } = pool;
  const of = pagesOfSubject(observations, pageBytes);
  const { pages, makeable, certain, limit } = of;
  // What the pool itself leaves, its counters say.
  const named = limit !== null && !limit.name.startsWith('pool_');
  const obtainable = {
    pages,
    makeable,
    certain,
    ...(of.nodes !== null && { nodes: of.nodes }),
    ...(named && { limit: { name: limit.name, detail: limitWords(of) } }),
  };
  const demoted = demoteBytes !== null && { demoteBytes };
  return { pageBytes, total, free, reserved, surplus, overcommit, obtainable, ...demoted, nodes };
}
