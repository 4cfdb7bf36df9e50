/** What `hgm-probe explain` adds of one host to what is true of every one. */

import { type CapabilityInfo, kindsOf } from '../capabilities/capability.js';
import { hugetlbOf, kindOf } from '../ground/memory.js';
import { sizeWord } from '../ground/size.js';
import { words } from '../ground/units.js';
import { limitWords } from '../judge/pools/pages.js';
import type { HugeLimits, Pool } from '../observe/observations.js';
import { obtainable } from '../observe/obtainable.js';
import type { Profile } from '../profiles/profile.js';
import type { PoolEntry, Report } from '../report/contract.js';
import { stateWords } from '../require/state.js';
import type { Item, Section } from './article.js';
import { WAY_HEADING, wayCells, wayVerdict } from './serving.js';
import { asWhom } from './table/host.js';

/** What a name is about: a capability on one memory or all, a profile, or a way. */
export type Subject =
  | { info: CapabilityInfo; memory: string | null }
  | { profile: Profile }
  | { way: string };

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

/** What a report has of the name: its rows, and the figure of a limit where one leaves no page. */
export function inReport(of: Subject, report: Report): Section[] {
  const title = `On ${report.host.name}, ${asWhom(report.ranAs)}, at ${report.collectedAt}`;
  const pages = report.pools
    .filter(({ pageBytes }) => isAbout(of, pageBytes))
    .flatMap((pool): Item[] => {
      const { pages = null, certain = false } = pool.obtainable ?? {};
      return [{ name: `${sizeWord(pool.pageBytes)} pages`, text: pagesWords(pages, certain, figure(pool)) }];
    });
  return [{ title, parts: [[...rows(of, report), ...pages]] }];
}

function rows(of: Subject, { capabilities, profiles, users = [], ways, hgm }: Report): Item[] {
  if ('way' in of) {
    const way = ways.find(({ id }) => id === of.way);
    if (way === undefined) return [{ name: of.way, text: 'the report has no such way' }];
    const figures = wayCells(way).map((text, at) => ({ name: String(WAY_HEADING[at]), text }));
    return [{ name: of.way, text: wayVerdict(way, hgm) }, ...figures];
  }
  if ('profile' in of) {
    const { name } = of.profile;
    const verdicts = [
      { who: 'readiness', verdict: profiles[name] },
      ...users.map((user) => ({ who: `as ${user.name}`, verdict: user.profiles[name] })),
    ];
    return verdicts.flatMap(({ who, verdict }) => {
      if (verdict === undefined) return [];
      const why = verdict.reason === undefined ? '' : `: ${verdict.reason}`;
      return [{ name: who, text: words(verdict.state) + why }];
    });
  }
  const { info, memory } = of;
  const own = capabilities.filter(({ id }) => id === info.id || isOfFamily(info.id, id));
  const found = own.filter((row) => memory === null || row.memory === memory);
  return found.length === 0
    ? [{ name: memory ?? info.id, text: 'the report has no such row' }]
    : found.map((row) => ({ name: row.memory ?? row.id, text: stateWords(row) }));
}

/** `feature.bit*` stands for each bit without a name. */
const isOfFamily = (info: string, id: string): boolean =>
  info.endsWith('*') && id.startsWith(info.slice(0, -1));

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
