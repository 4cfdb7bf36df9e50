/**
 * Huge pages in the place of a process: the experiments took them as children of who asked, in its hugetlb cgroup and
 * cpuset. What the process itself can have is reckoned from its own limits, which were read and not tried.
 */

import { escaped } from '../../ground/escape.js';
import { sizeWord } from '../../ground/size.js';
import type { HugeLimits, LikeProcess, Observations } from '../../observe/observations.js';
import type { NotTakenOver } from '../../report/contract.js';
import type { Context } from '../context.js';
import { type Finding, withEvidence, works } from '../finding.js';
import { experiment } from '../lookup.js';
import type { Column } from '../sizes.js';
import { heldPage } from './held.js';
import { limitAction, limitLine, ownPages, pagesOfSubject, shortage } from './pages.js';

/** Limits of the process that this run's are not; they matter where they leave other pages than this run could have. */
export function pagesNotTakenOver(of: Observations, process: LikeProcess): NotTakenOver[] {
  const { pid, hugeLimits: theirs } = process;
  const own = of.hugeLimits;
  const matters = of.poolsBefore.some(({ pageBytes }) => isOther(of, pageBytes));
  const said: [NotTakenOver['layer'], (limits: HugeLimits | null) => string][] = [
    ['hugetlb_cgroup', groups],
    ['cpuset', (limits) => `nodes ${limits?.memsAllowed?.join(',') ?? 'unreadable'}`],
    ['memory_policy', (limits) => escaped(limits?.memoryPolicy ?? 'unreadable')],
  ];
  if (!theirs) {
    // Of the same cgroups, or of a version that did not look: then there is nothing to compare.
    if (process.sameCgroup === true || of.poolsBefore.length === 0) return [];
    return [{ layer: 'hugetlb_cgroup', detail: `process ${pid}: not looked at`, matters: true }];
  }
  return said
    .filter(([, words]) => words(theirs) !== words(own))
    .filter(([layer]) => layer !== 'hugetlb_cgroup' || matters)
    .map(([layer, words]) => {
      const left = of.poolsBefore.map(({ pageBytes }) => {
        const pages = pagesOfSubject(of, pageBytes);
        return `${pages.pages ?? 'unknown'} ${sizeWord(pageBytes)} pages to be had`;
      });
      const detail = [`process ${pid}: ${words(theirs)}`, `this run: ${words(own)}`, ...left].join('; ');
      return { layer, detail, matters };
    });
}

function groups(limits: HugeLimits | null): string {
  if (limits === null) return 'not looked at';
  const { groups: all, complete } = limits.hugetlbCgroup;
  const limited = all.map(({ path }) => escaped(path)).join(', ');
  return `${limited === '' ? 'no limit' : `limits of ${limited}`}${complete ? '' : ' that can be seen'}`;
}

function isOther(of: Observations, pageBytes: number): boolean {
  const [theirs, own] = [pagesOfSubject(of, pageBytes), ownPages(of, pageBytes)];
  // What neither could be looked at in may differ all the same.
  if (!theirs.certain && of.takenOn?.process?.sameCgroup !== true) return true;
  return theirs.pages !== own.pages || theirs.makeable !== own.makeable || theirs.certain !== own.certain;
}

/** A row whose experiment took a huge page, or wanted one, as it is for the process. */
export function doubtPages(
  { observations }: Context,
  operation: string,
  { memory, pageBytes }: Column,
  found: Finding,
): Finding {
  const process = observations.takenOn?.process ?? null;
  if (process === null || pageBytes === null || !isOther(observations, pageBytes)) return found;
  const theirs = pagesOfSubject(observations, pageBytes);
  const short = shortage(theirs);
  const own = shortage(ownPages(observations, pageBytes));
  const { action: _action, ...rest } = found;
  // What this run could not have, and the process perhaps can.
  if (own !== null && found.reason === own && short !== own)
    return { ...rest, state: 'unknown', reason: `own_${own}_stays` };
  const of = experiment(observations, operation, memory);
  if (!works(found) || of === undefined || !heldPage(of)) return found;
  const { limit } = theirs;
  if (limit !== null && short === limit.name) {
    const told = withEvidence({ ...rest, state: 'no_resources', reason: short }, limitLine(limit));
    return { ...told, action: limitAction(theirs, pageBytes) };
  }
  return theirs.certain ? found : { ...rest, state: 'unknown', reason: 'hugetlb_cgroup_not_taken_over' };
}
