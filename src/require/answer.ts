/** What is known of an expression: three values, joined as Kleene did, with the terms that decide. */
import type { Action } from '../report/contract.js';

export type Truth = 'met' | 'not_met' | 'cannot_tell';

/** One term, held against a report. */
export interface Finding {
  /** As it was written. */
  term: string;
  truth: Truth;
  /** In words, without the term. */
  why: string;
  /** Where it decides by a `not` before it. */
  negated?: boolean;
  /** Who must act to change it; null where nobody can or need. */
  who: Action['who'] | null;
  /** The calls behind it, as in the report. */
  evidence: string[];
}

export interface Answer {
  truth: Truth;
  /** The terms that decide; the others could be anything. */
  deciding: Finding[];
}

export const answer = (finding: Finding): Answer => ({ truth: finding.truth, deciding: [finding] });

/** Met where all are, not met where any is not: no unknown changes that. */
export const allOf = (answers: readonly Answer[]): Answer => join(answers, 'not_met', 'met');

/** Met where any is, not met where none is. */
export const anyOf = (answers: readonly Answer[]): Answer => join(answers, 'met', 'not_met');

export const negated = ({ truth, deciding }: Answer): Answer => ({
  truth: OPPOSITE[truth],
  deciding: deciding.map((one) => ({ ...one, negated: one.negated !== true })),
});

const OPPOSITE: Readonly<Record<Truth, Truth>> = {
  met: 'not_met',
  not_met: 'met',
  cannot_tell: 'cannot_tell',
};

function join(answers: readonly Answer[], strong: Truth, weak: Truth): Answer {
  const truth =
    [strong, 'cannot_tell' as const].find((one) => answers.some((each) => each.truth === one)) ?? weak;
  return { truth, deciding: answers.filter((each) => each.truth === truth).flatMap((each) => each.deciding) };
}
