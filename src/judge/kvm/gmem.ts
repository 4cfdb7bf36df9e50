/** guest_memfd: how it can be made, and what can be done with it. */
import type { Call, Experiment } from '../../observe/observations.js';
import type { Context } from '../context.js';
import { fact, line, linesOf } from '../evidence.js';
import { type Finding, finding, withEvidence } from '../finding.js';
import { experiment, number, step, succeeded } from '../lookup.js';
import { failure, judgeCall, kindOf } from '../outcome.js';
import { missingStep } from '../setup.js';
import type { Column } from '../sizes.js';
import { mapped } from './stage2.js';
import { isFinding, tried } from './trial.js';

/** GUEST_MEMFD_FLAG_MMAP and _INIT_SHARED */
const NAMED = 3;

const none = { memory: null, pageBytes: null };

const creations = ({ calls }: Experiment): Call[] => calls.filter((call) => call.step.startsWith('create_'));

export function judgeGmemCreate(context: Context, open: Finding): Finding {
  const of = tried(context, open, 'gmem', none);
  if (isFinding(of)) return of;
  const all = creations(of);
  const [plain] = all;
  if (plain === undefined) return missingStep(context, of);
  const evidence = linesOf(...all);
  if (all.some(succeeded)) return finding('supported', 'works', [...evidence, ...unnamed(all)]);
  if (kindOf(plain) !== 'refused') return withEvidence(failure(plain, of), ...evidence);
  // A machine that was made, and that says of itself that it has no such memory.
  const capability = step(experiment(context.observations, 'kvm.open'), 'cap_guest_memfd');
  if (capability === undefined) return finding('unknown', 'no_control', evidence);
  const controls = [...evidence, line(capability, {}, 'control')];
  return capability.ret === 0
    ? finding('absent', 'refused', controls)
    : finding('unknown', 'offered_and_refused', controls);
}

/** Of flags that are accepted and have no name here nobody knows what they do. */
function unnamed(all: readonly Call[]): string[] {
  const flags = all.filter(succeeded).map((call) => Number(call.args.flags));
  return flags
    .filter((flag) => (flag & ~NAMED) !== 0)
    .map((flag) => fact(`guest_memfd_flag_0x${flag.toString(16)}`, 'accepted_meaning_unknown'));
}

/** A rule for what needs such memory; without it nothing more can be said than of it. */
function onGmem(context: Context, open: Finding, rule: (of: Experiment) => Finding): Finding {
  const created = judgeGmemCreate(context, open);
  if (created.state === 'absent') return { ...created, reason: 'no_guest_memfd' };
  const of = tried(context, open, 'gmem', none);
  return isFinding(of) || created.state !== 'supported' ? created : rule(of);
}

export const judgeGmemMmap = (context: Context, open: Finding): Finding =>
  onGmem(context, open, (of) => mmapped(context, of));

function mmapped(context: Context, of: Experiment): Finding {
  const [plain, both, made] = [step(of, 'map_plain'), step(of, 'create_3'), step(of, 'map')];
  const evidence = linesOf(both, plain, made);
  if (made !== undefined)
    return succeeded(made) ? judgeCall(of, made, step(of, 'map_effect')) : failure(made, of);
  // Without flags it is not to be mapped (ENODEV), and with them not to be made: the call itself is known.
  if (both !== undefined && kindOf(both) === 'refused' && plain?.errno === 'ENODEV')
    return finding('absent', 'refused', evidence);
  return withEvidence(missingStep(context, of), ...evidence);
}

export const judgeGmemPunch = (context: Context, open: Finding): Finding =>
  onGmem(context, open, (of) => {
    const punch = step(of, 'punch');
    if (punch === undefined) return missingStep(context, of);
    if (kindOf(punch) !== 'ok') return failure(punch, of);
    const [effect, beside] = [step(of, 'punch_effect'), step(of, 'punch_neighbour')];
    const found = judgeCall(of, punch, effect);
    if (found.state !== 'supported' || beside === undefined) return found;
    const told = withEvidence(found, line(beside));
    return number(beside, 'changed') === 1 ? told : { ...told, state: 'unknown', reason: 'neighbour_lost' };
  });

export const judgeGmemRegister = (context: Context, open: Finding, mode: string): Finding =>
  onMapped(context, open, (of) => {
    const [test, form] = [step(of, `register_${mode}`), step(of, `form_${mode}`)];
    if (test === undefined) return notOffered(of, mode) ?? missingStep(context, of);
    if (kindOf(test) === 'ok') return finding('advertised', 'accepted_not_observed', [line(test)]);
    return refusal(of, test, form);
  });

/** A mode whose feature UFFDIO_API does not take, as it takes none at all. */
function notOffered(of: Experiment, mode: string): Finding | null {
  const [api, plain] = [step(of, `api_${mode}`), step(of, 'api_missing')];
  if (api === undefined || plain === undefined || kindOf(api) !== 'refused' || !succeeded(plain)) return null;
  return finding('absent', 'not_offered', linesOf(api, plain));
}

export const judgeGmemStage2 = (context: Context, open: Finding, column: Column): Finding =>
  onMapped(context, open, (of) => {
    const slot = step(of, 'gmem_slot');
    if (slot !== undefined && !succeeded(slot)) return failure(slot, of);
    return mapped(context, of, column, 'huge', 'huge');
  });

export const judgeGmemCollapse = (context: Context, open: Finding): Finding =>
  onMapped(context, open, (of) => {
    const [test, range] = [step(of, 'collapse'), step(of, 'range')];
    if (test === undefined) return missingStep(context, of);
    if (kindOf(test) === 'ok') return finding('advertised', 'accepted_not_observed', [line(test)]);
    const known = step(experiment(context.observations, 'collapse', 'anonymous'), 'huge');
    const found = refusal(of, test, range);
    if (found.state !== 'absent') return found;
    // The advice is known, and taken on memory of another kind.
    return known !== undefined && succeeded(known)
      ? withEvidence(found, line(known, { memory: 'anonymous' }, 'control'))
      : finding('unknown', 'no_control', found.evidence);
  });

/** What needs it to be mapped. */
function onMapped(context: Context, open: Finding, rule: (of: Experiment) => Finding): Finding {
  return onGmem(context, open, (of) => {
    const mapping = mmapped(context, of);
    if (mapping.state === 'absent') return { ...mapping, reason: 'not_mappable' };
    return mapping.state === 'supported' ? rule(of) : mapping;
  });
}

function refusal(of: Experiment, test: Call, control: Call | undefined): Finding {
  if (kindOf(test) !== 'refused') return failure(test, of);
  if (control === undefined) return finding('unknown', 'no_control', [line(test)]);
  const evidence = [line(test), line(control)];
  return succeeded(control)
    ? finding('absent', 'refused', evidence)
    : finding('unknown', 'control_failed', evidence);
}
