import type { Call, Experiment } from '../../observe/observations.js';
import { ACTIONS } from '../actions.js';
import type { Context } from '../context.js';
import { line } from '../evidence.js';
import { type Finding, notPermitted, withEvidence } from '../finding.js';
import { failure, kindOf } from '../outcome.js';
import { maybeFiltered } from '../ways/caller.js';
import { layerFacts, layerLine, lsmRuledOut } from '../ways/layers.js';

/** UFFDIO_API with nothing asked for, and what every layer before it says where the kernel may not have been asked. */
export function refusedApi(context: Context, api: Experiment, offer: Call): Finding {
  const found = judged(context, api, offer);
  const kernels = found.state !== 'not_permitted' && kindOf(offer) !== 'lost' && offer.errno !== 'ENOSYS';
  return kernels
    ? found
    : withEvidence(found, ...layerFacts(context.observations, 'api', found).map(layerLine));
}

/**
 * The kernel wants no right for it (fs/userfaultfd.c, userfaultfd_api), so a refusal is a filter's or a security
 * module's: by elimination, so only where the other is ruled out.
 */
function judged({ observations }: Context, api: Experiment, offer: Call): Finding {
  const evidence = [line(offer)];
  if (api.signal === 'SIGSYS' && kindOf(offer) === 'lost')
    return notPermitted('seccomp', 'killed', evidence, ACTIONS.seccompApi);
  if (kindOf(offer) !== 'denied') return failure(offer, api);
  const filter = maybeFiltered(observations.ranAs);
  if (filter !== lsmRuledOut(observations))
    return notPermitted('unknown', 'unexplained', evidence, ACTIONS.apiUnexplained);
  return filter
    ? notPermitted('seccomp', 'seccomp', evidence, ACTIONS.seccompApi)
    : notPermitted('lsm', 'lsm', evidence, ACTIONS.lsm);
}
