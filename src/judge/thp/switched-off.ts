/** Transparent huge pages that are switched off, for the host or for a process. */
import { ACTIONS } from '../actions.js';
import type { Context } from '../context.js';
import { fact, line } from '../evidence.js';
import { type Finding, finding, withEvidence } from '../finding.js';
import { experiment, step, succeeded } from '../lookup.js';
import { kindOf } from '../outcome.js';
import type { Column } from '../sizes.js';

/**
 * A mode of THP that is switched off is no kernel without MADV_COLLAPSE; but a kernel that refuses the advice
 * on anonymous memory with THP on does not know it (before 6.1).
 */
export function unlessThpIsOff({ observations }: Context, { kind }: Column, judged: Finding): Finding {
  // Memory of a pool is never one, whatever is set.
  if (kind === 'hugetlb') return judged;
  const { thp, shmemThp } = observations.settings;
  const disabled = step(experiment(observations, 'caller'), 'thp_disabled');
  // PR_SET_THP_DISABLE, which a service manager may have made: inherited over fork and exec, for all memory.
  if (disabled !== undefined && !succeeded(disabled))
    return { ...withEvidence(judged, line(disabled)), state: 'unknown', reason: 'control_failed' };
  if (disabled !== undefined && disabled.ret !== 0)
    return {
      ...withEvidence(judged, line(disabled)),
      state: 'unknown',
      reason: 'thp_off',
      action: ACTIONS.thpOfProcess,
    };
  const plain = step(experiment(observations, 'collapse', 'anonymous'), 'huge');
  if (kind === 'shmem' && thp !== 'never' && plain && kindOf(plain) === 'refused') {
    return withEvidence(judged, line(plain, { memory: 'anonymous' }, 'control'));
  }
  const off =
    (kind === 'anonymous' && thp === 'never') ||
    (kind === 'shmem' && (thp === 'never' || shmemThp === 'never' || shmemThp === 'deny'));
  return off ? { ...judged, state: 'unknown', reason: 'thp_off', action: ACTIONS.thp } : judged;
}

/** The process whose place was taken has THP off, which goes with its memory and not with its rights. */
export function unlessTheirThpIsOff({ observations }: Context, { kind }: Column, judged: Finding): Finding {
  if (kind === 'hugetlb' || observations.takenOn?.process?.thpEnabled !== false) return judged;
  const evidence = [...judged.evidence, fact('THP_enabled', 0)];
  return { ...finding('unknown', 'thp_off', evidence), action: ACTIONS.thpOfProcess };
}
