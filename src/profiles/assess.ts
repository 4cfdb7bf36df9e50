/** Is this host ready for a consumer? Pure: a report and what the consumer needs. */
import type { Action, ProfileVerdict, Report } from '../report/contract.js';
import type { Answer, Finding, Truth } from '../require/answer.js';
import { evaluate, type ProfileFinding } from '../require/evaluate.js';
import { termsOf } from '../require/expression.js';
import type { Profile } from './profile.js';

type Held = Profile['requires'][number] & { answer: Answer };

/** One verdict for each profile, by its name, in the order given. */
export function assessAll(report: Report, profiles: readonly Profile[]): Record<string, ProfileVerdict> {
  return Object.fromEntries(profiles.map((profile) => [profile.name, assess(report, profile).verdict]));
}

export interface Assessment {
  verdict: ProfileVerdict;
  /** The terms behind it. */
  deciding: Finding[];
}

/**
 * What the consumer can't do without comes first: conclusively missing, then not known. Only then what it loses; a
 * loss that can't be told is a restriction, too, since nothing was shown.
 */
export function assess(report: Report, profile: Profile): Assessment {
  const held = profile.requires.map((one) => ({ ...one, answer: evaluate(one.expression, report, none) }));
  const open = (otherwise: string, truths: readonly Truth[]) =>
    held.filter((one) => one.otherwise === otherwise && truths.includes(one.answer.truth));
  const missing = open('not_ready', ['not_met']);
  if (missing.length > 0) return verdict('not_ready', missing);
  const unknown = open('not_ready', ['cannot_tell']);
  if (unknown.length > 0) return verdict('unknown', unknown);
  const lost = open('restricted', ['not_met', 'cannot_tell']);
  if (lost.length > 0) return verdict('restricted', lost);
  const deciding = held.flatMap(({ answer }) => answer.deciding);
  return {
    verdict: { state: 'ready', reason: 'all that is needed works', who: null, missing: [] },
    deciding,
  };
}

function verdict(state: ProfileVerdict['state'], open: readonly Held[]): Assessment {
  const deciding = open.flatMap(causes);
  const reason = state === 'restricted' ? losses(open) : unique(deciding.map(said)).join('; ');
  return {
    verdict: { state, reason, who: whoActs(deciding), missing: open.map(({ expr }) => expr) },
    deciding,
  };
}

/**
 * What there is to say of a requirement. Of terms that must all hold one is enough, and they are written with the
 * cause first; a condition on another row ("is absent") is nothing that anybody lacks.
 */
function causes({ answer, expression }: Held): Finding[] {
  const conditions = termsOf(expression).filter((term) => term.kind === 'capability' && term.is !== null);
  const lacking = answer.deciding.filter(({ term }) => !conditions.some(({ text }) => text === term));
  const all = lacking.length > 0 ? lacking : answer.deciding;
  return expression.kind === 'and' ? all.slice(0, 1) : all;
}

const said = ({ term, why }: Finding): string => `${term} ${why}`;

/** `not for A: term absent; not known for B: …`, each cause once. */
function losses(open: readonly Held[]): string {
  return open
    .map((one) => {
      const word = one.answer.truth === 'not_met' ? 'not for' : 'not known for';
      return `${word} ${one.loses}: ${unique(causes(one).map(said)).join(', ')}`;
    })
    .join('; ');
}

/** Who must act first: a kernel that lacks something makes every permission useless. */
function whoActs(deciding: readonly Finding[]): Action['who'] | null {
  const asked = new Set(deciding.map(({ who }) => who));
  return (['kernel_build', 'os_configuration', 'caller'] as const).find((who) => asked.has(who)) ?? null;
}

const unique = (words: readonly string[]): string[] => [...new Set(words)];

/** How `profile:NAME` is held against a report; a restriction is met and said. */
export function profileFinding(profiles: readonly Profile[]): ProfileFinding {
  return (term, report) => {
    const profile = profiles.find(({ name }) => name === term.name);
    if (profile === undefined) return none(term, report);
    const { verdict, deciding } = assess(report, profile);
    return {
      term: term.text,
      truth: TRUTH[verdict.state],
      why: verdict.state === 'ready' ? 'ready' : `${WORDS[verdict.state]}: ${verdict.reason}`,
      who: verdict.who,
      evidence: unique(deciding.flatMap((one) => one.evidence.map((call) => `${one.term}: ${call}`))),
    };
  };
}

const TRUTH: Readonly<Record<ProfileVerdict['state'], Truth>> = {
  ready: 'met',
  restricted: 'met',
  not_ready: 'not_met',
  unknown: 'cannot_tell',
};

const WORDS = {
  restricted: 'ready with a restriction',
  not_ready: 'not ready',
  unknown: 'not known',
} as const;

/** A profile in a profile is refused where the files are read, so this is a name that nobody gave. */
const none: ProfileFinding = ({ text }) => ({
  term: text,
  truth: 'cannot_tell',
  why: 'no such profile',
  who: null,
  evidence: [],
});
