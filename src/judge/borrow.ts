import { borrowAction, poolAction } from './actions.js';
import { borrowOf, type Context } from './context.js';
import { type Finding, finding } from './finding.js';

/** Why something that takes a huge page was not tried. */
export function notBorrowed(context: Context, pageBytes: number): Finding {
  switch (borrowOf(context, pageBytes)?.decision) {
    case 'none_free':
      return { ...finding('no_resources', 'pool_empty'), action: poolAction(pageBytes) };
    case 'too_few_free':
      return { ...finding('no_resources', 'pool_low'), action: borrowAction(pageBytes) };
    case 'declined':
    case 'too_large':
      return { ...finding('not_probed', 'needs_borrow'), action: borrowAction(pageBytes) };
    case 'taken':
      return finding('unknown', 'not_observed');
    default:
      return finding('unknown', 'unknown_pool');
  }
}
