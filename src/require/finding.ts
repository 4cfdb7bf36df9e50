/** Says of rows what they come to for a term. */

import { list } from '../ground/units.js';
import type { Capability } from '../report/contract.js';
import { type Answer, answer, type Finding } from './answer.js';
import type { Term } from './language/expression.js';
import { stateWords, truthOf, truthOfIs, whoOf } from './state.js';

/** As much of a row as a finding needs: the report's verdict of HGM has no more. */
export type Row = Pick<Capability, 'state' | 'reason' | 'evidence'> & Partial<Capability>;

/** @param memories on which it is so, where that must be said */
export function ofRow(term: Term, row: Row, memories: string | null): Finding {
  const is = term.kind === 'capability' ? term.is : null;
  return {
    term: term.text,
    truth: is === null ? truthOf(row) : truthOfIs(row, is),
    why: memories === null ? stateWords(row) : `${stateWords(row)} on ${memories}`,
    who: whoOf(row),
    evidence: row.evidence,
  };
}

/** One finding for all rows of which the same is to be said. */
export function ofRows(term: Term, rows: readonly Row[]): Finding[] {
  return [...new Set(rows.map(stateWords))].map((said) => {
    const alike = rows.filter((row) => stateWords(row) === said);
    const memories = list(alike.map(({ memory }) => String(memory)));
    return { ...ofRow(term, alike[0] as Row, memories), evidence: alike.flatMap(({ evidence }) => evidence) };
  });
}

/** Where there is no row: whether that is an answer, and why. */
export function nothing(term: Term, { why, conclusive }: { why: string; conclusive: boolean }): Answer {
  const truth = conclusive ? 'not_met' : 'cannot_tell';
  return answer({ term: term.text, truth, why, who: null, evidence: [] });
}
