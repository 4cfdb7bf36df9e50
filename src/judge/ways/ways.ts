import type { Observations } from '../../observe/observations.js';
import { type Finding, finding, type Ways, withEvidence } from '../finding.js';
import { experiment, step, succeeded } from '../lookup.js';
import { type Asked, type LayerVerdict, layerFacts, layerLine, type Way } from './layers.js';
import { doubtWay } from './not-taken-over.js';
import { remedy } from './remedies.js';
import type { Trial } from './trial.js';
import { judgeSyscall, judgeUserModeOnly } from './way-call.js';
import { judgeDevice } from './way-device.js';

/** The three ways to a descriptor, each on its own; one that did not open with what every layer says. */
export function judgeWays(observations: Observations): Ways {
  const ways = experiment(observations, 'ways');
  if (!ways) {
    const none = finding('unknown', 'not_run');
    return { syscall: none, userModeOnly: none, device: none };
  }
  const deviceOpens = succeeded(step(ways, 'device_new'));
  const trial: Trial = {
    observations,
    ways,
    remedy: (refusal) => remedy(observations, deviceOpens, refusal),
  };
  const finish = (way: Way, found: Finding) =>
    doubtWay(observations, way, withLayers(observations, way, found));
  return {
    syscall: finish('syscall', judgeSyscall(trial)),
    userModeOnly: finish('user_mode_only', judgeUserModeOnly(trial)),
    device: finish('device', judgeDevice(trial)),
  };
}

/** A refusal that nothing explains also says in words which layers can't have been it. */
export function withLayers(observations: Observations, way: Asked, found: Finding): Finding {
  if (found.state !== 'not_permitted' && found.state !== 'unknown') return found;
  const facts = layerFacts(observations, way, found);
  const told = withEvidence(found, ...facts.map(layerLine));
  if (found.gate !== 'unknown' || found.action === undefined) return told;
  const names = (verdict: LayerVerdict): string => {
    const of = facts.filter((fact) => fact.verdict === verdict).map(({ layer }) => layer);
    return of.length === 0 ? 'none' : of.join(', ');
  };
  const hint = `${found.action.hint} Ruled out: ${names('ruled_out')}; not told: ${names('not_told')}.`;
  return { ...told, action: { ...found.action, hint } };
}
