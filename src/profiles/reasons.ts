/** Why a consumer is not ready, or not for all that it could do, in words. */
import type { Action } from '../report/contract.js';
import type { Answer, Finding } from '../require/answer.js';
import { termsOf } from '../require/language/expression.js';
import type { Profile } from './profile.js';

/** A requirement, held against a report. */
export type Held = Profile['requires'][number] & { answer: Answer };

/**
 * What there is to say of a requirement. Of terms that must all hold one is enough, and they are written with the
 * cause first; a condition on another row ("is absent") is nothing that anybody lacks.
 */
export function causes({ answer, expression }: Held): Finding[] {
  const conditions = termsOf(expression).filter((term) => term.kind === 'capability' && term.is !== null);
  const lacking = answer.deciding.filter(({ term }) => !conditions.some(({ text }) => text === term));
  const all = lacking.length > 0 ? lacking : answer.deciding;
  return expression.kind === 'and' ? all.slice(0, 1) : all;
}

/** `open.device absent`; of a condition that does not hold, what is so instead: `open.device is supported`. */
export const said = ({ term, why }: Finding): string =>
  / is \w+$/i.test(term) ? term.replace(/\w+$/, () => why) : `${term} ${why}`;

/** What is missing, each cause once: `A absent; B absent` where both are needed, `A absent or B absent` where one would do. */
export function lacks(open: readonly Held[]): string {
  const each = open.map((one) =>
    unique(causes(one).map(said)).join(one.expression.kind === 'or' ? ' or ' : '; '),
  );
  return unique(each).join('; ');
}

/** `not for A: term absent; not known for B: …`, each cause once. */
export function losses(open: readonly Held[]): string {
  return open
    .map((one) => {
      const word = one.answer.truth === 'not_met' ? 'not for' : 'not known for';
      return `${word} ${one.loses}: ${unique(causes(one).map(said)).join(', ')}`;
    })
    .join('; ');
}

/** Who must act first: a kernel that lacks something makes every permission useless. */
export function whoActs(deciding: readonly Finding[]): Action['who'] | null {
  const asked = new Set(deciding.map(({ who }) => who));
  return (['kernel_build', 'os_configuration', 'caller'] as const).find((who) => asked.has(who)) ?? null;
}

export const unique = (words: readonly string[]): string[] => [...new Set(words)];
