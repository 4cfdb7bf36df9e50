import type { Experiment } from '../observe/observations.js';
import type { Context } from './context.js';
import { line } from './evidence.js';
import { type Finding, finding } from './finding.js';
import { step, succeeded } from './lookup.js';
import { ending, failure, isHugetlbfs, kindOf, timedOut } from './outcome.js';
import { notBorrowed } from './pools/borrow.js';
import { pageRefused } from './pools/page-refused.js';
import { setupFailure } from './setup-failure.js';
import { gotNoDescriptor, withoutDescriptor } from './ways/access.js';

/**
 * Why a step of an experiment is not there: no descriptor, a preparation that failed, an early end, or a page
 * that could not be borrowed (`takesPage`: whether the step would take one). Never `absent`, but where
 * userfaultfd itself is.
 */
export function missingStep(context: Context, of: Experiment, takesPage = true): Finding {
  if (gotNoDescriptor(of)) return withoutDescriptor(context, of);
  const last = of.calls.at(-1);
  if (last?.role === 'setup' && last.ret !== null && !succeeded(last)) {
    // An experiment ends with the preparation that fails. On huge pages it may be the page itself that lacks.
    const refused = pageRefused(context, of, last);
    if (refused !== null) return refused;
    return of.pageBytes !== null && kindOf(last) === 'exhausted' && /^(map|alias)/.test(last.step)
      ? failure(last, of)
      : setupFailure(context.observations, of, last);
  }
  if (of.end !== 'done') return finding('unknown', ending(of), last ? [line(last)] : []);
  if (last !== undefined && timedOut(last)) return finding('unknown', 'deadline', [line(last)]);
  const file = step(of, 'fstatfs');
  if (file && !isHugetlbfs(file, of.pageBytes)) return finding('unknown', 'not_hugetlb', [line(file)]);
  if (of.pageBytes === null || !takesPage) return finding('unknown', 'not_observed');
  return notBorrowed(context, of.pageBytes);
}
