import { borrowAction } from '../actions.js';
import { borrowOf, type Context } from '../context.js';
import { type Finding, finding } from '../finding.js';
import { limitAction, limitLine, ownPages, shortage } from './pages.js';

/** Why something that takes a huge page was not tried. */
export function notBorrowed(context: Context, pageBytes: number): Finding {
  const pages = ownPages(context.observations, pageBytes);
  const evidence = pages.limit === null ? [] : [limitLine(pages.limit)];
  switch (borrowOf(context, pageBytes)?.decision) {
    case 'none_free': {
      const reason = shortage(pages) ?? 'pool_empty';
      // A page could be made, and was not asked for.
      const state = reason === 'overcommit_only' ? 'not_probed' : 'no_resources';
      return { ...finding(state, reason, evidence), action: limitAction(pages, pageBytes) };
    }
    case 'too_few_free':
      return { ...finding('no_resources', 'pool_low', evidence), action: borrowAction(pageBytes) };
    case 'declined':
    case 'too_large':
      return { ...finding('not_probed', 'needs_borrow'), action: borrowAction(pageBytes) };
    case 'taken':
      return finding('unknown', 'not_observed');
    default:
      return finding('unknown', 'unknown_pool');
  }
}
