/** `way:NAME` and `way:any@4K`: what serves the faults of a guest on big pages, held against the ways of a report. */
import { parseSize, sizeWord } from '../ground/size.js';
import { words } from '../ground/units.js';
import type { Report, Way } from '../report/contract.js';
import { type Answer, answer, anyOf, type Truth } from './answer.js';
import { nothing } from './finding.js';
import type { WayTerm } from './language/expression.js';
import { stateWords, truthOf, whoOf } from './state.js';

/** As a message names them. */
export const WAY_NAMES = [
  'any',
  'shmem-thp',
  'anonymous-thp',
  'hugetlb-2M',
  'hugetlb-1G',
  'hgm-2M',
  'hgm-1G',
];

/** A name as reports have it, null for any; undefined for one that no report can have. */
export function wayNamed(word: string): string | null | undefined {
  if (word === 'any') return null;
  if (word === 'shmem-thp' || word === 'anonymous-thp') return word;
  const [, kind, size = ''] = /^(hgm|hugetlb)-(.+)$/.exec(word) ?? [];
  const bytes = kind === undefined ? null : parseSize(size);
  return bytes === null ? undefined : `${kind}-${sizeWord(bytes)}`;
}

export function wayAnswer(term: WayTerm, report: Report): Answer {
  const { name, granuleBytes } = term;
  if (report.ways.length === 0)
    return nothing(term, { why: 'the report says nothing of ways', conclusive: false });
  const named = report.ways.filter(({ id }) => name === null || id === name);
  if (named.length === 0) return nothing(term, missing(name ?? '', report));
  const small = named.filter(({ faultBytes }) => granuleBytes === null || faultBytes <= granuleBytes);
  if (small.length > 0) return anyOf(small.map((way) => answer(finding(term, way))));
  const least = Math.min(...named.map(({ faultBytes }) => faultBytes));
  return nothing(term, { why: `a fault moves ${sizeWord(least)}`, conclusive: true });
}

function finding(term: WayTerm, way: Way) {
  const row = rowOf(way);
  const on = term.name === null ? ` on ${way.id}` : '';
  return {
    term: term.text,
    truth: truth(way),
    why: `${stateWords(row)}${on}`,
    who: whoOf(row),
    evidence: way.rests.map(
      ({ id, memory, state, reason }) => `row ${id}${memory === null ? '' : `:${memory}`} ${state} ${reason}`,
    ),
  };
}

const rowOf = ({ state, reason }: Way) => ({ state, reason });

/** A guest that stays on base pages was served, and is not where it was. */
const truth = (way: Way): Truth => (way.reason === 'stays_on_base_pages' ? 'not_met' : truthOf(rowOf(way)));

/** Of pages that the host has not, and of HGM where it was not found. */
function missing(name: string, report: Report): { why: string; conclusive: boolean } {
  const [kind, size] = name.split('-');
  const has = report.ways.some(({ id }) => id === `hugetlb-${size}`);
  if (!has) return { why: 'this host has no such pages', conclusive: true };
  const row = report.capabilities.find(({ id, memory }) => id === kind && memory === `hugetlb-${size}`);
  const state = row?.state ?? 'unknown';
  return {
    why: `HGM is ${words(state)} on ${size} pages`,
    conclusive: truthOf({ state, reason: '' }) === 'not_met',
  };
}
