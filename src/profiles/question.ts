/** The whole of what `hgm-probe require` is asked, and what there is to say to it. Pure. */

import { words } from '../ground/units.js';
import { type Report, STATES } from '../report/contract.js';
import { isPast } from '../report/past.js';
import { type Answer, allOf, type Finding, type Truth } from '../require/answer.js';
import { evaluate } from '../require/evaluate.js';
import { type Expression, termsOf } from '../require/language/expression.js';
import { profileFinding } from './finding.js';
import type { Profile } from './profile.js';

/** 1 is for a conclusive no only, so that a script can tell it from a host that could not be asked. */
export const EXIT_CODE: Readonly<Record<Truth, number>> = { met: 0, not_met: 1, cannot_tell: 3 };

export interface Verdict {
  truth: Truth;
  /** One line, without the verdict itself. */
  why: string;
  /** Every term by itself, in the order of writing. */
  terms: Finding[];
}

/** All the expressions must hold. */
export function decide(
  expressions: readonly Expression[],
  report: Report,
  profiles: readonly Profile[],
): Verdict {
  const profile = profileFinding(profiles);
  const whole = allOf(expressions.map((one) => evaluate(one, report, profile)));
  const terms = expressions.flatMap(termsOf).flatMap((term) => evaluate(term, report, profile).deciding);
  return { truth: whole.truth, why: because(whole), terms };
}

/** A report that is past its time says what was, so nothing follows from it. */
export function expired(report: Report, now: Date): Verdict | null {
  if (!isPast(report, now)) return null;
  const why = `the report of ${report.host.name} expired on ${report.expiresAt}; probe again, or give --allow-expired`;
  return { truth: 'cannot_tell', why, terms: [] };
}

/** Only a latency needs the run to measure. */
export const needsLatency = (expressions: readonly Expression[]): boolean =>
  expressions.flatMap(termsOf).some(({ kind }) => kind === 'latency');

const because = ({ deciding }: Answer): string => [...new Set(deciding.map(sentence))].join('; ');

/** What a row or a profile can be; other causes are sentences of their own. */
const IS = new RegExp(
  `^(?:${[...STATES.map(words), 'enabled', 'ready', 'not ready', 'not known'].join('|')})\\b`,
);

/** `hgm: absent (refused)`; where it decides by a `not`, `not hgm, which is absent (refused)`. */
function sentence({ term, why, negated }: Finding): string {
  if (negated !== true) return `${term}: ${why}`;
  return `not ${term}${IS.test(why) ? ', which is' : ':'} ${why}`;
}
