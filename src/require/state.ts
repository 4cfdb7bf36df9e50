/** What a state means for somebody who requires the capability: the one place where that is decided. */

import { words } from '../ground/units.js';
import type { Action, Capability, State } from '../report/contract.js';
import { refusalWords } from '../report/refusal-words.js';
import type { Truth } from './answer.js';

/**
 * Only what was shown decides. `limited` works, with its restriction said. `not_permitted` is conclusive for this
 * caller, whatever the kernel could do for another. `no_resources` speaks of this moment, and `advertised` of
 * nothing that was seen, so neither is a yes or a no.
 */
const TRUTH: Readonly<Record<State, Truth>> = {
  supported: 'met',
  limited: 'met',
  absent: 'not_met',
  not_permitted: 'not_met',
  not_applicable: 'not_met',
  advertised: 'cannot_tell',
  no_resources: 'cannot_tell',
  not_probed: 'cannot_tell',
  unknown: 'cannot_tell',
};

/** Who could change it, where the row itself names nobody. */
const WHO: Readonly<Partial<Record<State, Action['who']>>> = {
  absent: 'kernel_build',
  not_permitted: 'os_configuration',
  no_resources: 'os_configuration',
  not_probed: 'caller',
};

type Judged = Pick<Capability, 'state' | 'reason'> &
  Partial<Pick<Capability, 'id' | 'gate' | 'action' | 'evidence'>>;

/**
 * A feature asks for no more than that UFFDIO_API enables it, and that call was made: `advertised` is all that
 * such a row can be. Not so where another sign of the feature is missing.
 */
const isEnabled = ({ id, state, reason }: Judged): boolean =>
  id?.startsWith('feature.') === true && state === 'advertised' && reason !== 'uncorroborated';

export const truthOf = (row: Judged): Truth => (isEnabled(row) ? 'met' : TRUTH[row.state]);

/** `is WORD`: whether a row has that state or that reason; a row that knows nothing can't be held to it. */
export function truthOfIs({ state, reason }: Judged, word: string): Truth {
  if (word === state || word === reason) return 'met';
  return state === 'unknown' || state === 'not_probed' ? 'cannot_tell' : 'not_met';
}

export function whoOf(row: Judged): Action['who'] | null {
  if (truthOf(row) === 'met') return null;
  return row.action?.who ?? WHO[row.state] ?? null;
}

/** `not permitted (mode of /dev/userfaultfd)`. */
export function stateWords(row: Judged): string {
  const state = isEnabled(row) ? 'enabled' : words(row.state);
  if (row.state === 'supported' && row.reason === 'works') return state;
  if (row.state === 'not_permitted') return `${state} (${refusalWords(row)})`;
  return row.reason === row.state ? state : `${state} (${words(row.reason)})`;
}
