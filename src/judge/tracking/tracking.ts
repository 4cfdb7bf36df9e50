/** Whether the kernel names exactly the pages that were written, or touched. */
import { FEATURE } from '../../capabilities/families/features.js';
import type { TrackingId } from '../../capabilities/families/tracking.js';
import { TRACKING_EXPERIMENT } from '../../capabilities/families/tracking.js';
import type { Call, Experiment } from '../../observe/observations.js';
import { type Context, offers } from '../context.js';
import { line, linesOf } from '../evidence.js';
import { type Finding, finding } from '../finding.js';
import { experiment, step, succeeded } from '../lookup.js';
import { unregistered } from '../operations/register.js';
import { judgeCall, kindOf } from '../outcome.js';
import { missingStep } from '../setup.js';
import type { Column } from '../sizes.js';

interface Steps {
  /** Where another experiment tries it, which has no memory of its own. */
  experiment?: string;
  test: string;
  look: string;
  /** The step of UFFDIO_API that asks for the feature, and the feature. */
  api?: string;
  feature?: number;
  /** The step of UFFDIO_REGISTER for both kinds of faults. */
  register?: string;
  /** An ioctl that any file takes: a file without the scan says ENOTTY (fs/ioctl.c), and not who stands before it. */
  control?: string;
}

const STEPS: Readonly<Record<TrackingId, Steps>> = {
  'track.written': { test: 'scan', look: 'scan_effect', api: 'api', feature: FEATURE.WP_ASYNC },
  'track.own': { test: 'scan_own', look: 'scan_own_effect', control: 'any_ioctl' },
  'track.accessed': {
    test: 'accessed',
    look: 'accessed_effect',
    api: 'api_rwp',
    feature: FEATURE.RWP_ASYNC,
  },
  'track.set_mode': {
    experiment: 'protection',
    test: 'set_mode',
    look: 'set_mode_effect',
    feature: FEATURE.RWP_ASYNC,
  },
  'track.copy_wp': { test: 'copy_wp', look: 'copy_wp_effect', register: 'register_copy' },
  'track.continue_wp': { test: 'continue_wp', look: 'continue_wp_effect', register: 'register_continue' },
  'track.soft_dirty': { test: 'soft_dirty', look: 'soft_dirty_effect' },
};

export function judgeTracking(context: Context, id: TrackingId, column: Column): Finding {
  const { experiment: elsewhere, test: name, look, api, feature, register, control } = STEPS[id];
  const of =
    elsewhere === undefined
      ? experiment(context.observations, TRACKING_EXPERIMENT, column.memory)
      : experiment(context.observations, elsewhere);
  if (of === undefined) return finding('unknown', 'not_run');
  const refused = api === undefined ? undefined : withoutFeature(context, of, api, feature);
  const test = step(of, name);
  if (refused !== undefined) {
    const tried = test === undefined ? [line(refused)] : [line(test), line(refused)];
    return finding('absent', 'not_in_kernel', [...tried, ...context.offer.control]);
  }
  // A scan that is refused beside a refused UFFDIO_API may be refused by whoever refuses that one.
  const asked = api === undefined ? undefined : step(of, api);
  if (asked !== undefined && !succeeded(asked)) return missingStep(context, of);
  const registered = register === undefined ? undefined : step(of, register);
  if (registered !== undefined && kindOf(registered) === 'refused')
    // Both kinds of faults at once are refused where one of them is.
    return unregistered(context, column, 'wp', registered);
  // An experiment that asked which features there are, and did not try this one.
  if (test === undefined && elsewhere !== undefined && lacks(context, feature))
    return finding('absent', 'not_in_kernel', context.offer.control);
  if (test === undefined) return missingStep(context, of);
  if (control !== undefined && kindOf(test) === 'refused') return unlessHidden(test, step(of, control));
  return judgeCall(of, test, step(of, look));
}

/** A scan that is not there, where nobody else refuses the call. */
function unlessHidden(test: Call, control: Call | undefined): Finding {
  const evidence = linesOf(test, control);
  return test.errno === 'ENOTTY' && control !== undefined && succeeded(control)
    ? finding('absent', 'refused', evidence)
    : finding('unknown', 'no_control', evidence);
}

/** UFFDIO_API that refused the feature, which the kernel does not offer. */
function withoutFeature(
  context: Context,
  of: Experiment,
  api: string,
  feature: number | undefined,
): Call | undefined {
  const call = step(of, api);
  const isRefused = call !== undefined && !succeeded(call) && kindOf(call) === 'refused';
  return isRefused && lacks(context, feature) ? call : undefined;
}

const lacks = (context: Context, feature: number | undefined): boolean =>
  feature !== undefined && offers(context, feature) === false;
