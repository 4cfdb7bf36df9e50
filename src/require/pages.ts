import { sizeWord } from '../ground/size.js';
import { list } from '../ground/units.js';
import type { Report } from '../report/contract.js';
import { type Answer, answer, anyOf, type Finding, type Truth } from './answer.js';
import { holds } from './compare.js';
import { nothing } from './finding.js';
import type { PagesTerm } from './language/expression.js';

type Pool = Report['pools'][number];

/** Pages that are free, unreserved and within the caller's limits, at the time of the report. */
export function pagesAnswer(term: PagesTerm, report: Report): Answer {
  const { pools } = report;
  if (pools.length === 0) {
    const none = report.hgm.state === 'not_applicable';
    return nothing(term, {
      why: none ? 'this host has no huge page sizes' : 'the report has no pool',
      conclusive: none,
    });
  }
  const wanted = pools.filter(({ pageBytes }) => term.pageBytes === null || pageBytes === term.pageBytes);
  if (wanted.length === 0) {
    const has = list(pools.map(({ pageBytes }) => sizeWord(pageBytes)));
    return nothing(term, { why: `this host has no such pages, it has ${has}`, conclusive: true });
  }
  // Of pages without a size, those of any one are enough.
  return anyOf(wanted.map((pool) => answer(finding(term, report, pool))));
}

/** As few and as many as there may be, and what there is to say of it. */
interface Between {
  least: number;
  most: number;
  words: string;
}

type Found = Between & NonNullable<Pool['obtainable']>;

function finding(term: PagesTerm, report: Report, pool: Pool): Finding {
  const said = (truth: Truth, why: string): Finding => ({
    term: term.text,
    truth,
    why: `${why} (${sizeWord(pool.pageBytes)} pages)`,
    who: truth === 'met' ? null : 'os_configuration',
    evidence: evidence(pool),
  });
  const found = term.node === null ? anywhere(report, pool) : onNode(report, pool, term.node);
  if (typeof found === 'string') return said('cannot_tell', found);
  return said(truthOf(found, term), found.words);
}

function truthOf({ least, most }: Between, { comparison, count }: PagesTerm): Truth {
  const [atLeast, atMost] = [holds(least, comparison, count), holds(most, comparison, count)];
  return atLeast !== atMost ? 'cannot_tell' : atLeast ? 'met' : 'not_met';
}

/** Or why that is not known. */
function anywhere(report: Report, { pageBytes, obtainable, free, reserved }: Pool): Found | string {
  if (obtainable === undefined) return 'the report does not say what its caller could have';
  const { pages, makeable, certain, limit } = obtainable;
  if (pages === null) return 'the counters of the pool could not be read';
  // What the run itself held could be had; in the place of a process it took pages as who asked.
  const own = report.ranAs.takenOn === null || report.ranAs.takenOn.how === 'as';
  const held = report.ledger.find((entry) => entry.pageBytes === pageBytes)?.borrowed ?? 0;
  const least = certain ? pages : own ? Math.min(held, pages + makeable) : 0;
  const words = [
    `${certain ? '' : 'at most '}${pages} to be had`,
    ...(limit === undefined ? [`${free} free, ${reserved} reserved`] : [limit.detail]),
    ...(limit === undefined && makeable > 0 ? [`${makeable} more can be made of other memory`] : []),
    ...(certain ? [] : ['a limit could not be looked at']),
  ];
  return { ...obtainable, least: Math.max(least, 0), most: pages + makeable, words: words.join(': ') };
}

/** Reservations are kept for the whole pool: all of them may be meant for this node. */
function onNode(report: Report, pool: Pool, node: number): Between | string {
  const all = anywhere(report, pool);
  if (typeof all === 'string') return all;
  if (pool.nodes === undefined || pool.nodes.length === 0) return 'the report has no pools node by node';
  const there = pool.nodes.find((one) => one.node === node);
  if (there === undefined)
    return { least: 0, most: 0, words: `this host has ${nodesWord(pool.nodes.map((one) => one.node))} only` };
  if (all.nodes !== undefined && !all.nodes.includes(node))
    return { least: 0, most: 0, words: `this caller may use ${nodesWord(all.nodes)} only` };
  if (there.free === null) return `the counters of node ${node} could not be read`;
  const { reserved } = pool;
  const unreserved = Math.max(0, there.free - (reserved ?? there.free));
  return {
    least: all.certain ? Math.min(unreserved, all.least) : 0,
    most: Math.min(there.free + all.makeable, all.most),
    words: `${there.free} free on node ${node}, ${reserved ?? 'unknown'} reserved on all: ${all.words}`,
  };
}

const nodesWord = (nodes: readonly number[]): string =>
  nodes.length === 0 ? 'no node' : `node${nodes.length > 1 ? 's' : ''} ${list(nodes.map(String))}`;

function evidence({ free, reserved, surplus, overcommit, obtainable }: Pool): string[] {
  const limit = obtainable?.limit;
  return [
    `pool free=${free} reserved=${reserved} surplus=${surplus} overcommit=${overcommit}`,
    ...(limit === undefined ? [] : [`limit ${limit.name}: ${limit.detail}`]),
  ];
}
