/** Whether the kernel names exactly the pages that were written, or touched. */
import { FEATURE } from '../../capabilities/features.js';
import type { TrackingId } from '../../capabilities/tracking.js';
import { TRACKING_EXPERIMENT } from '../../capabilities/tracking.js';
import type { Call, Experiment } from '../../observe/observations.js';
import { type Context, offers } from '../context.js';
import { line } from '../evidence.js';
import { type Finding, finding } from '../finding.js';
import { experiment, step, succeeded } from '../lookup.js';
import { judgeCall, kindOf } from '../outcome.js';
import { missingStep } from '../setup.js';
import type { Column } from '../sizes.js';

interface Steps {
  test: string;
  look: string;
  /** The step of UFFDIO_API that asks for the feature, and the feature. */
  api?: string;
  feature?: number;
}

const STEPS: Readonly<Record<TrackingId, Steps>> = {
  'track.written': { test: 'scan', look: 'scan_effect', api: 'api', feature: FEATURE.WP_ASYNC },
  'track.accessed': {
    test: 'accessed',
    look: 'accessed_effect',
    api: 'api_rwp',
    feature: FEATURE.RWP_ASYNC,
  },
  'track.soft_dirty': { test: 'soft_dirty', look: 'soft_dirty_effect' },
};

export function judgeTracking(context: Context, id: TrackingId, { memory }: Column): Finding {
  const of = experiment(context.observations, TRACKING_EXPERIMENT, memory);
  if (of === undefined) return finding('unknown', 'not_run');
  const { test: name, look, api, feature } = STEPS[id];
  const refused = api === undefined ? undefined : withoutFeature(context, of, api, feature);
  const test = step(of, name);
  if (refused !== undefined) {
    const tried = test === undefined ? [line(refused)] : [line(test), line(refused)];
    return finding('absent', 'not_in_kernel', [...tried, ...context.offer.control]);
  }
  if (test === undefined) return missingStep(context, of);
  return judgeCall(of, test, step(of, look), 0);
}

/** UFFDIO_API that refused the feature, which the kernel does not offer. */
function withoutFeature(
  context: Context,
  of: Experiment,
  api: string,
  feature: number | undefined,
): Call | undefined {
  const call = step(of, api);
  const isNone = feature !== undefined && offers(context, feature) === false;
  return call !== undefined && !succeeded(call) && kindOf(call) === 'refused' && isNone ? call : undefined;
}
