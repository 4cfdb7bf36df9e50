import type { Dialect } from '../../observe/observations.js';
import { ACTIONS } from '../actions.js';
import type { Context } from '../context.js';
import { type Finding, finding, withEvidence } from '../finding.js';
import { experiment } from '../lookup.js';
import type { HugeColumn } from '../sizes.js';
import { judgeMarker, judgeWayBack, type Marker } from './hgm-marker.js';
import { judgeProof, type Proof } from './hgm-proof.js';
import { judgeTrial, type Trial } from './hgm-trial.js';

/** In the order of credit: what works without opt-in is not credited to an opt-in. */
export const DIALECTS: readonly Dialect[] = ['rfc-v1', 'rfc-v2', 'madv-split'];

/** HGM on one huge page size. */
export interface SizeVerdict {
  column: HugeColumn;
  hgm: Finding;
  wayBack: Finding;
  /** Null where HGM was not found, or where the trial without opt-in could not say whose it is. */
  dialect: Dialect | null;
  proof: 'mapped' | 'accepted' | null;
  /** A page was at hand, and the proof with it failed. */
  proofFailed: boolean;
  /** MADV_SPLIT made this memory granular, whoever else could have: then the advice means what the series meant. */
  splits: boolean;
}

/** A size that HGM works on: its proof is never null. */
export type FoundSize = SizeVerdict & { proof: 'mapped' | 'accepted' };

export const isFound = (size: SizeVerdict): size is FoundSize => size.proof !== null;

const NOT_FOUND = { dialect: null, proof: null, splits: false } as const;

/**
 * A kernel that failed the proof on one page size is not believed on another where no page was at hand to
 * try it.
 */
export function doubtUnproven(sizes: readonly SizeVerdict[]): SizeVerdict[] {
  const failed = sizes.find((size) => size.proofFailed);
  return sizes.map((size) => {
    if (failed === undefined || size.proof !== 'accepted') return size;
    const hgm = finding('unknown', `proof_failed_on_${failed.column.memory}`, size.hgm.evidence);
    return { ...size, ...NOT_FOUND, hgm };
  });
}

/**
 * A size that answers as if HGM were compiled out, on a kernel where another size was granular: there it is
 * compiled in, and not for this size.
 */
export function notOnEverySize(sizes: readonly SizeVerdict[]): SizeVerdict[] {
  if (!sizes.some((size) => isFound(size) || size.proofFailed)) return [...sizes];
  return sizes.map((size) =>
    size.hgm.reason === 'compiled_out'
      ? { ...size, hgm: finding('absent', 'not_on_this_size', size.hgm.evidence) }
      : size,
  );
}

interface Proven extends Trial {
  proof: Proof | null;
}

export function judgeSize(context: Context, column: HugeColumn): SizeVerdict {
  const trials = DIALECTS.map((dialect) => ({
    ...judgeTrial(context, column, dialect),
    proof: proofOf(context, column, dialect),
  }));
  const marker = judgeMarker(context, column);
  const credited = trials.find((trial) => trial.outcome === 'granular');
  const verdict =
    disagreement(trials) ?? (credited ? judgeGranular(trials, credited, marker) : notFound(trials, marker));
  const proof = credited && experiment(context.observations, 'hgm_proof', column.memory, credited.dialect);
  if (!credited || verdict.state !== 'supported') {
    const wayBack = judgeWayBack(marker, false, proof);
    const proofFailed = credited?.proof?.verdict === 'failed';
    return { column, hgm: verdict, wayBack, ...NOT_FOUND, proofFailed };
  }
  return {
    column,
    hgm: verdict,
    wayBack: judgeWayBack(marker, true, proof),
    dialect: credit(trials, credited),
    proof: credited.proof?.verdict === 'mapped' ? 'mapped' : 'accepted',
    proofFailed: false,
    splits: outcomeOf(trials, 'madv-split') === 'granular' && outcomeOf(trials, 'rfc-v1') === 'refused',
  };
}

const outcomeOf = (trials: readonly Trial[], dialect: Dialect) =>
  trials.find((trial) => trial.dialect === dialect)?.outcome;

function proofOf(context: Context, column: HugeColumn, dialect: Dialect): Proof | null {
  const of = experiment(context.observations, 'hgm_proof', column.memory, dialect);
  return of ? judgeProof(of, context.basePageBytes) : null;
}

/** A proof that behaved granular where the empty file did not: one of the two is not what it seems. */
function disagreement(trials: readonly Proven[]): Finding | null {
  // Granular without any opt-in: then the opt-ins' trials say nothing of their own.
  if (outcomeOf(trials, 'rfc-v1') === 'granular') return null;
  const odd = trials.find((trial) => trial.proof?.sawGranular === true && trial.outcome !== 'granular');
  if (!odd?.proof) return null;
  return finding('unknown', 'hole_and_proof_disagree', [...odd.finding.evidence, ...odd.proof.evidence]);
}

/** No opt-in could be told from an opt-in only if the trial without one was conclusive. */
function credit(trials: readonly Proven[], credited: Proven): Dialect | null {
  const before = trials.slice(0, trials.indexOf(credited));
  return before.some((trial) => trial.outcome === 'unclear') ? null : credited.dialect;
}

function judgeGranular(
  trials: readonly Proven[],
  { finding: hole, proof, dialect }: Proven,
  marker: Marker,
): Finding {
  // With a granular trial without opt-in the other two had to be granular as well, and say nothing more.
  const also =
    dialect === 'rfc-v1' ? [] : trials.filter((t) => t.dialect !== dialect && t.outcome === 'granular');
  const evidence = [...hole.evidence, ...also.flatMap((trial) => trial.finding.evidence)];
  const reason = also.length > 0 ? 'several_dialects' : 'works';
  const all = [...evidence, ...(proof?.evidence ?? [])];
  if (proof?.verdict === 'failed') return finding('unknown', proof.reason, all);
  // Every HGM kernel collapses. With no page to prove it by, one errno against another is no verdict.
  return proof?.verdict !== 'mapped' && marker.says === 'refused'
    ? finding('unknown', 'hole_and_marker_disagree', [...all, ...marker.finding.evidence])
    : finding('supported', reason, all);
}

/** No dialect got past the alignment check. Absent needs every trial conclusive and the marker refused. */
function notFound(trials: readonly Proven[], marker: Marker): Finding {
  const unclear = trials.filter((trial) => trial.outcome === 'unclear').map((trial) => trial.finding);
  const evidence = trials.flatMap((trial) => trial.finding.evidence);
  const noUserfaultfd = unclear.length === trials.length && unclear.every((why) => why.state === 'absent');
  if (unclear.length > 0 && !noUserfaultfd) return unclearVerdict(unclear, unclear.length === trials.length);
  if (marker.says === 'collapses') return withEvidence(marker.finding, ...evidence);
  if (marker.says === 'unclear') {
    return finding('unknown', 'collapse_marker_unclear', [...evidence, ...marker.finding.evidence]);
  }
  const has = (outcome: Trial['outcome']) => trials.some((trial) => trial.outcome === outcome);
  const all = [...evidence, ...marker.finding.evidence];
  if (noUserfaultfd) return finding('absent', 'no_userfaultfd', all);
  if (has('compiled_out')) return { ...finding('absent', 'compiled_out', all), action: ACTIONS.compiledOut };
  return finding('absent', has('no_minor') ? 'no_minor_faults' : 'refused', all);
}

/**
 * What cannot be told outweighs what is refused: `unknown` first, then the gate, then the resources. A refusal of one
 * dialect's advice alone, which a filter may have made, is no gate of HGM: nobody knows what is behind it.
 *
 * @param all whether no dialect could be tried
 */
function unclearVerdict(unclear: readonly Finding[], all: boolean): Finding {
  const unknown = unclear.find(({ state }) => state === 'unknown');
  if (unknown) return unknown;
  const refused = unclear.find(({ state }) => state === 'not_permitted');
  if (refused) return all ? refused : finding('unknown', refused.reason, refused.evidence);
  // An `absent` beside others is one experiment's loss of its descriptor, not the kernel's answer.
  return unclear.find((why) => why.state !== 'absent') ?? finding('unknown', 'no_descriptor');
}
