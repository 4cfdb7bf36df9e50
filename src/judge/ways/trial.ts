import type { Call, Experiment, Observations } from '../../observe/observations.js';
import type { Action } from '../../report/contract.js';
import type { Finding } from '../finding.js';
import { step } from '../lookup.js';
import { failure } from '../outcome.js';
import { caused } from '../setup-failure.js';
import type { Refusal } from './remedy-words.js';

/** What judging one way in needs. */
export interface Trial {
  observations: Observations;
  ways: Experiment;
  /** What to do about a refusal. Made when asked for: most ways open, and the commands are a good part of judging. */
  remedy: (refusal: Refusal) => Action;
}

/** The call that never came back because a seccomp filter kills who makes it. */
export function killingCall({ end, signal, calls }: Experiment): Call | null {
  const last = calls.at(-1);
  const killed = end === 'signal' && signal === 'SIGSYS' && last?.ret === null;
  return killed && last.call === 'userfaultfd' ? last : null;
}

/** A run that knows of such a filter, from another run before it, asks the device and makes no call at all. */
export const sparesCalls = (ways: Experiment): boolean =>
  ways.end === 'done' &&
  step(ways, 'device_open') !== undefined &&
  step(ways, 'user_mode_only') === undefined;

/** A call that failed otherwise than by a refusal; with whose limit it was where it left no descriptor. */
export function failedWay({ observations, ways }: Pick<Trial, 'observations' | 'ways'>, call: Call): Finding {
  const found = failure(call, ways);
  return found.state === 'no_resources' ? caused(observations, call, found) : found;
}
