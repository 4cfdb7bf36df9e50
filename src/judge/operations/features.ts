import {
  FEATURE,
  featureId,
  featureName,
  INTERNAL_FEATURE_BIT,
  isDisputed,
  NAMED_FEATURES,
  RFC_HGM_BIT,
  unnamedId,
} from '../../capabilities/families/features.js';
import { IOCTL } from '../../capabilities/ioctls.js';
import type { Call, Experiment } from '../../observe/observations.js';
import { type Context, offers } from '../context.js';
import { line } from '../evidence.js';
import { type Finding, finding, notPermitted, withEvidence } from '../finding.js';
import { bits, experiment, hasBit, mask, step, succeeded } from '../lookup.js';
import { failure, kindOf } from '../outcome.js';
import { missingStep } from '../setup.js';
import { ptraceAction } from '../ways/remedies.js';
import { refusedApi } from './api-refused.js';
import { behaviourOf } from './behaviour.js';

const INTERNAL = 1n << BigInt(INTERNAL_FEATURE_BIT);

/**
 * One finding for each named feature, and for each offered bit that has no name, or whose name nothing that was seen
 * bears out.
 */
export function judgeFeatures(context: Context, isRfc: boolean): { id: string; finding: Finding }[] {
  const named = Array.from({ length: NAMED_FEATURES }, (_, bit) => {
    const found = judgeFeature(context, bit);
    const isTheirs = bit === RFC_HGM_BIT && isRfc && offers(context, bit) === true;
    return { bit, id: featureId(bit), finding: isTheirs ? notMainline(found) : found };
  });
  const { features } = context.offer;
  const beyond = features === null ? [] : bits(features).filter((bit) => bit >= NAMED_FEATURES);
  return [
    ...named.map(({ id, finding: found }) => ({ id, finding: isNameless(found) ? nameless(found) : found })),
    ...named
      .filter(({ bit, finding: found }) => isDisputed(bit) && isNameless(found))
      .map(({ bit, finding: found }) => ({ id: unnamedId(bit), finding: found })),
    ...beyond.map((bit) => ({ id: unnamedId(bit), finding: judgeFeature(context, bit) })),
  ];
}

/** Bits that are offered and stand for something else here, as far as was seen. */
export function namelessBits(context: Context): Set<number> {
  const named = Array.from({ length: NAMED_FEATURES }, (_, bit) => bit);
  return new Set(named.filter((bit) => isDisputed(bit) && isNameless(judgeFeature(context, bit))));
}

const isNameless = ({ reason }: Finding): boolean => reason === 'uncorroborated';

/** The bit is there; whether what its name says is there nobody saw. */
const nameless = (found: Finding): Finding => ({ ...found, state: 'unknown' });

function judgeFeature(context: Context, bit: number): Finding {
  const api = experiment(context.observations, 'api');
  if (!api) return finding('unknown', 'not_run');
  const { call: offer } = context.offer;
  if (!offer) return missingStep(context, api);
  if (!succeeded(offer)) return refusedApi(context, api, offer);
  const offered = offers(context, bit);
  if (offered === null) return finding('unknown', 'not_observed', [line(offer)]);

  const alone = step(api, `bit${bit}`);
  if (!alone) return missingStep(context, api);
  if (succeeded(alone)) return accepted(context, alone, bit, offered);
  const kind = kindOf(alone);
  if (kind === 'denied' && bit === FEATURE.EVENT_FORK && alone.errno === 'EPERM') {
    return notPermitted(
      'capability',
      'needs_cap_sys_ptrace',
      [line(alone)],
      ptraceAction(context.observations),
    );
  }
  if (kind !== 'refused') return failure(alone, api);
  if (!offered) return finding('absent', 'not_offered', [line(alone), ...context.offer.control]);
  return companion(context, api, alone, bit);
}

/** On a kernel of the RFCs the bit 13 that it offers asks for HGM: whether it has WP_UNPOPULATED, too, can't be told. */
function notMainline(found: Finding): Finding {
  return finding('unknown', 'bit_is_hgm_here', found.evidence);
}

/** Enabling is no exercise: a bit that is taken is only `advertised` until its behaviour was seen. */
function accepted(context: Context, alone: Call, bit: number, offered: boolean): Finding {
  const enabled = mask(alone, 'enabled') ?? 0n;
  const brings = bits(enabled & ~(1n << BigInt(bit)) & ~INTERNAL);
  const more = brings.length > 0 ? { brings: brings.map(featureName).join(',') } : {};
  // The rest of the answer is that of `offer`: UFFDIO_API tells what is there, not what was enabled.
  const out = alone.out.enabled === undefined ? {} : { enabled: alone.out.enabled };
  const evidence = [line({ ...alone, out }, more)];
  if (!offered) return finding('unknown', 'accepted_not_offered', evidence);
  if (bit >= NAMED_FEATURES) return finding('advertised', 'unnamed', evidence);
  return shown(context, bit, finding('advertised', 'offered', evidence));
}

/** An offered feature that is refused alone may want another one beside it, as RWP_ASYNC wants RWP. */
function companion(context: Context, api: Experiment, alone: Call, bit: number): Finding {
  const prefix = `bit${bit}_with_`;
  const pairs = api.calls.filter((call) => call.step.startsWith(prefix));
  const found = pairs.find(succeeded);
  if (!found) return finding('unknown', 'offered_but_refused', [line(alone)]);
  const other = featureName(Number(found.step.slice(prefix.length))).toLowerCase();
  return shown(context, bit, finding('advertised', `needs_${other}`, [line(alone), line(found)]));
}

/** What the kernel said, with what was seen of it. */
function shown(context: Context, bit: number, said: Finding): Finding {
  const { seen, unseen, lacksPage } = behaviourOf(context, bit);
  if (seen !== null) {
    const reason = said.reason === 'offered' ? 'works' : said.reason;
    return { ...withEvidence(said, ...seen.evidence), state: 'supported', reason };
  }
  const told = corroborated(context, bit, said);
  if (lacksPage) return { ...told, reason: 'no_page' };
  if (unseen === null || isNameless(told)) return told;
  const more = withEvidence(told, ...unseen.evidence);
  return isDisputed(bit)
    ? { ...more, reason: 'uncorroborated' }
    : { ...more, state: 'unknown', reason: 'not_seen' };
}

/**
 * What else a feature must bring, where public trees give its bit another meaning: 14 with ioctl 8 as WAKE_THREAD, 17
 * and 18 as MINOR_ANON, MINOR_ASYNC or MINOR_GUEST_MEMFD. POISON's ioctl stands in every answer of REGISTER; that
 * of RWP in those of its own mode alone (fs/userfaultfd.c of 7.3).
 */
const COMPANIONS: Readonly<Record<number, { step: string; ioctl: number }>> = {
  [FEATURE.POISON]: { step: 'missing', ioctl: IOCTL.POISON },
  [FEATURE.RWP]: { step: 'rwp', ioctl: IOCTL.RWPROTECT },
  [FEATURE.RWP_ASYNC]: { step: 'rwp', ioctl: IOCTL.RWPROTECT },
};

/** Named as mainline does only where behaviour agrees; where REGISTER was not asked nothing speaks against it. */
function corroborated(context: Context, bit: number, said: Finding): Finding {
  const companion = COMPANIONS[bit];
  if (companion === undefined) return said;
  const answers = context.columns.flatMap(({ memory }) => {
    const call = step(experiment(context.observations, 'register', memory), companion.step);
    const ioctls = mask(call, 'ioctls');
    if (call === undefined) return [];
    // A mode that is refused is no such mode; POISON's is as old as userfaultfd, and its refusal says nothing.
    if (kindOf(call) === 'refused' && companion.step === 'rwp') return [{ call, memory, has: false }];
    return ioctls === null ? [] : [{ call, memory, has: hasBit(ioctls, companion.ioctl) }];
  });
  const first = answers.find((answer) => answer.has) ?? answers[0];
  if (!first) return said;
  const more = withEvidence(said, line(first.call, { memory: first.memory }, 'control'));
  return first.has ? more : { ...more, reason: 'uncorroborated' };
}
