/** Is this host ready for a consumer? Pure: a report and what the consumer needs. */
import { withId } from '../ground/by-id.js';
import type { ProfileVerdict, Report } from '../report/contract.js';
import type { Finding, Truth } from '../require/answer.js';
import { evaluate, type ProfileFinding } from '../require/evaluate.js';
import type { Profile } from './profile.js';
import { causes, type Held, lacks, losses, whoActs } from './reasons.js';

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
  const held = profile.requires
    .filter(({ where }) => where === undefined || withId(report.capabilities, where).length > 0)
    .map((one) => ({ ...one, answer: evaluate(one.expression, report, none) }));
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
  const reason = state === 'restricted' ? losses(open) : lacks(open);
  return {
    verdict: { state, reason, who: whoActs(deciding), missing: open.map(({ expr }) => expr) },
    deciding,
  };
}

/** A profile in a profile is refused where the files are read, so this is a name that nobody gave. */
export const none: ProfileFinding = ({ text }) => ({
  term: text,
  truth: 'cannot_tell',
  why: 'no such profile',
  who: null,
  evidence: [],
});
