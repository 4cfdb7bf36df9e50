import type { Call, Experiment } from '../../observe/observations.js';
import type { Context } from '../context.js';
import { line } from '../evidence.js';
import { type Finding, finding } from '../finding.js';
import { experiment, number, step, succeeded } from '../lookup.js';
import { ending, failure, isHugetlbfs, kindOf } from '../outcome.js';
import { missingStep } from '../setup.js';
import type { HugeColumn } from '../sizes.js';

/**
 * MADV_COLLAPSE of an untouched huge page: 0 on every HGM kernel, EINVAL without. It needs neither dialect
 * nor descriptor, but a later mainline could define it, so it is no proof.
 */
export interface Marker {
  says: 'collapses' | 'refused' | 'unclear';
  finding: Finding;
}

export function judgeMarker(context: Context, { memory, pageBytes }: HugeColumn): Marker {
  const of = experiment(context.observations, 'hgm_collapse', memory);
  if (!of) return { says: 'unclear', finding: finding('unknown', 'not_run') };
  const call = step(of, 'collapse');
  if (!call) return { says: 'unclear', finding: missingStep(context, of, false) };
  const range = step(of, 'range');
  const evidence = range ? [line(call), line(range)] : [line(call)];
  if (succeeded(call))
    return { says: 'collapses', finding: finding('unknown', 'collapse_marker_only', evidence) };
  if (kindOf(call) !== 'refused') return { says: 'unclear', finding: failure(call, of) };
  const file = step(of, 'fstatfs');
  const controlled = succeeded(range) && (!file || isHugetlbfs(file, pageBytes));
  return controlled
    ? { says: 'refused', finding: finding('absent', 'refused', evidence) }
    : { says: 'unclear', finding: finding('unknown', 'control_failed', evidence) };
}

/** The way back: base pages of one huge page collapsed into it, their content kept. */
export function judgeWayBack(marker: Marker, hgmFound: boolean, proof: Experiment | undefined): Finding {
  const call = hgmFound ? step(proof, 'collapse') : undefined;
  if (proof && call) return judgeCollapse(proof, call);
  if (!hgmFound || marker.says === 'unclear') return marker.finding;
  // An untouched page is not what there is to collapse on a kernel that has HGM.
  return marker.says === 'collapses'
    ? { ...marker.finding, state: 'advertised', reason: 'marker' }
    : { ...marker.finding, state: 'unknown', reason: 'marker_refused' };
}

function judgeCollapse(of: Experiment, call: Call): Finding {
  const after = step(of, 'load_after_collapse');
  const evidence = after ? [line(call), line(after)] : [line(call)];
  if (kindOf(call) === 'refused') return finding('unknown', 'refused', evidence);
  if (!succeeded(call)) return failure(call, of);
  if (!after) {
    return of.end === 'done'
      ? finding('advertised', 'accepted_not_observed', evidence)
      : finding('unknown', ending(of), evidence);
  }
  if (after.ret === null) return finding('unknown', ending(of), evidence);
  const byte = number(after, 'byte');
  const same = byte !== null && byte === number(after, 'expected');
  return same ? finding('supported', 'works', evidence) : finding('unknown', 'wrong_bytes', evidence);
}
