import type { ProfileVerdict } from '../report/contract.js';
import type { Truth } from '../require/answer.js';
import type { ProfileFinding } from '../require/evaluate.js';
import { assess, none } from './assess.js';
import type { Profile } from './profile.js';
import { unique } from './reasons.js';

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
