/** What `hgm-probe explain` adds of one host to what is true of every one. */

import { kindsOf } from '../../capabilities/capability.js';
import { hugetlbOf, kindOf } from '../../ground/memory.js';
import { sizeWord } from '../../ground/size.js';
import { words } from '../../ground/units.js';
import { limitWords } from '../../judge/pools/pages.js';
import type { HugeLimits, Pool } from '../../observe/observations.js';
import { obtainable } from '../../observe/obtainable.js';
import type { PoolEntry, Report, UserVerdict } from '../../report/contract.js';
import { isPast } from '../../report/past.js';
import { stateWords } from '../../require/state.js';
import { WAY_HEADING, wayCells, wayVerdict } from '../serving.js';
import { asWhom } from '../table/host.js';
import { oneLine } from '../text.js';
import type { Item, Section } from './article.js';
import { rowsOf, shown } from './shown.js';
import type { Subject } from './subject.js';

type Judged = UserVerdict['profiles'][string];

/** Huge pages of this host, by files alone; none where the name is not about such memory, or no pool is to be seen. */
export function pagesHere(of: Subject, pools: readonly Pool[], limits: HugeLimits): Section[] {
  const items = pools
    .filter(({ pageBytes }) => isAbout(of, pageBytes))
    .map((pool) => {
      const found = obtainable(pool, limits);
      return {
        name: hugetlbOf(pool.pageBytes),
        text: pagesWords(found.pages, found.certain, limitWords(found)),
      };
    });
  return items.length === 0 ? [] : [{ title: 'Huge pages of this host, for this caller', parts: [items] }];
}

/**
 * What a report has of the name: its rows, and the figure of a limit where one leaves no page; the calls that show it,
 * and what would change it.
 *
 * @param now the moment in which a stored report is asked; of a run that was made for the question there is none
 */
export function inReport(of: Subject, report: Report, now: Date | null = null): Section[] {
  const where = now === null ? 'On this host' : `On ${report.host.name}`;
  const when = now === null ? '' : `, at ${report.collectedAt}`;
  const stale =
    now !== null && isPast(report, now)
      ? [`Expired on ${report.expiresAt}: this is how it was then, and may not be now.`]
      : [];
  const title = oneLine(`${where}, ${asWhom(report.ranAs)}${when}`);
  const pages = report.pools
    .filter(({ pageBytes }) => isAbout(of, pageBytes))
    .flatMap((pool): Item[] => {
      const { pages = null, certain = false } = pool.obtainable ?? {};
      return [{ name: `${sizeWord(pool.pageBytes)} pages`, text: pagesWords(pages, certain, figure(pool)) }];
    });
  return [{ title, parts: [[...rows(of, report), ...pages], ...stale] }, ...shown(of, report)];
}

function rows(of: Subject, report: Report): Item[] {
  const { profiles, users = [], ways, hgm } = report;
  if ('way' in of) {
    const way = ways.find(({ id }) => id === of.way);
    if (way === undefined) return [{ name: of.way, text: 'the report has no such way' }];
    const figures = wayCells(way).map((text, at) => ({ name: String(WAY_HEADING[at]), text }));
    return [{ name: of.way, text: wayVerdict(way, hgm) }, ...figures];
  }
  if ('profile' in of) {
    const { name } = of.profile;
    const said = (who: string, verdict: Judged | undefined, more = ''): Item[] => {
      if (verdict === undefined) return [];
      const why = verdict.reason === undefined ? '' : `: ${verdict.reason}`;
      return [{ name: who, text: words(verdict.state) + why + (verdict.state === 'not_ready' ? more : '') }];
    };
    return [
      ...said('readiness', profiles[name]),
      ...users.flatMap((user) =>
        said(
          `as ${user.name}`,
          user.profiles[name],
          `; what would change it: hgm-probe explain ${name} --as ${user.name}`,
        ),
      ),
    ];
  }
  const found = rowsOf(of, report);
  return found.length === 0
    ? [{ name: of.memory ?? of.info.id, text: 'the report has no such row' }]
    : found.map((row) => ({ name: row.memory ?? row.id, text: stateWords(row) }));
}

function isAbout(of: Subject, pageBytes: number): boolean {
  if ('profile' in of)
    return of.profile.requires.some(({ expr }) => expr.includes('hugetlb') || expr.includes('pages'));
  if ('way' in of) return of.way.endsWith(`-${sizeWord(pageBytes)}`);
  const { info, memory } = of;
  if (memory !== null) return memory === hugetlbOf(pageBytes);
  return kindsOf(info).some((kind) => kind === kindOf(hugetlbOf(pageBytes)));
}

function pagesWords(pages: number | null, certain: boolean, why: string): string {
  if (pages === null) return 'not known: the counters of the pool could not be read';
  if (pages === 0) return `none to be had: ${why}`;
  return `${certain ? '' : 'at most '}${pages} to be had`;
}

/** As the report names it; what the pool itself leaves, its counters say. */
function figure({ nodes = [], obtainable: said, ...counters }: PoolEntry): string {
  const pool = { ...counters, nodes, demote: null, demoteBytes: null };
  return said?.limit?.detail ?? limitWords(obtainable(pool, null));
}
