import type { Call, Experiment } from '../observe/observations.js';
import { ACTIONS } from './actions.js';
import { notBorrowed } from './borrow.js';
import { type Context, offers } from './context.js';
import { fact, line } from './evidence.js';
import { type Finding, finding, withEvidence } from './finding.js';
import { PAGELESS } from './held.js';
import { onLeftTable } from './left-table.js';
import { experiment, hasBit, mask, number, step, succeeded } from './lookup.js';
import type { Extent, Operation } from './operation-list.js';
import { judgeCall, kindOf } from './outcome.js';
import { pageRefused } from './page-refused.js';
import { judgeRegister } from './register.js';
import { missingStep } from './setup.js';
import type { Column } from './sizes.js';

/** One call on one kind of memory, at the base page or at a whole huge page. */
export function judgeOperation(context: Context, of: Operation, column: Column, extent: Extent): Finding {
  if (of.not.includes(column.kind)) return finding('not_applicable', 'memory_type');
  const { experiment: found, name } = locate(context, of, column, extent);
  if (!found) {
    return column.pageBytes === null ? finding('unknown', 'not_run') : notBorrowed(context, column.pageBytes);
  }
  const test = step(found, name);
  if (!test) return unprepared(context, of, column, found);
  if (missingFromKernel(context, of, column, found, test)) {
    const form = step(found, 'form');
    const tried = form ? [line(test), line(form)] : [line(test)];
    return finding('absent', 'not_in_kernel', [...tried, ...context.offer.control]);
  }
  const left = of.id === 'continue' && extent === 'huge' ? onLeftTable(context, found, test) : null;
  if (left !== null) return left;
  const look = step(found, `${name}_effect`);
  const whole = extent === 'huge' ? column.pageBytes : null;
  const asked = test.args.length ?? whole ?? context.basePageBytes;
  const judged = pageRefused(context, found, test) ?? judgeCall(found, test, look, Number(asked));
  const refined = refine(context, of, column, extent, judged, { test, look, found });
  return of.id === 'collapse' ? unlessTheirThpIsOff(context, column, refined) : refined;
}

/** On hugetlb the collapse of an untouched page is the HGM marker's experiment, unless it has one of its own. */
function locate(context: Context, of: Operation, { memory, kind }: Column, extent: Extent) {
  const own = experiment(context.observations, of.id, memory);
  if (own || of.id !== 'collapse' || kind !== 'hugetlb') return { experiment: own, name: extent };
  return { experiment: experiment(context.observations, 'hgm_collapse', memory), name: 'collapse' };
}

/** The experiment ended before the call. A register or API that refuses for want of the mode or feature says why. */
function unprepared(context: Context, of: Operation, column: Column, found: Experiment): Finding {
  const last = found.calls.at(-1);
  if (last?.role === 'setup' && kindOf(last) === 'refused') {
    if (last.step === 'register') {
      const mode = judgeRegister(context, column, of.mode);
      if (mode.state === 'absent') return { ...withEvidence(mode, line(last)), reason: 'no_register' };
    }
    if (last.step === 'api' && offersIts(context, of, column) === false) {
      return finding('absent', 'not_in_kernel', [line(last), ...context.offer.control]);
    }
  }
  const form = step(found, 'form');
  if (form && kindOf(form) === 'refused' && offersIts(context, of, column) === false) {
    return finding('absent', 'not_in_kernel', [line(form), ...context.offer.control]);
  }
  return missingStep(context, found, !PAGELESS.test(found.id));
}

function offersIts(context: Context, of: Operation, { kind }: Column): boolean | null {
  const bit = of.feature(kind);
  return bit === null ? null : offers(context, bit);
}

/** Refused here, refused or not tried on memory that any kernel with the call takes, and the feature not offered. */
function missingFromKernel(
  context: Context,
  of: Operation,
  column: Column,
  found: Experiment,
  test: Call,
): boolean {
  if (kindOf(test) !== 'refused' || offersIts(context, of, column) !== false) return false;
  const form = step(found, 'form');
  return form === undefined || kindOf(form) === 'refused';
}

interface Seen {
  test: Call;
  look: Call | undefined;
  found: Experiment;
}

function refine(
  context: Context,
  of: Operation,
  column: Column,
  extent: Extent,
  judged: Finding,
  seen: Seen,
): Finding {
  if (judged.reason === 'no_control') return corroborate(context, of, column, judged, seen);
  if (judged.state === 'absent') {
    // Recordings of a version that took a wait in vain for a look.
    if (of.id === 'wake' && judged.reason === 'no_effect')
      return { ...judged, state: 'unknown', reason: 'deadline' };
    if (of.id === 'collapse' && judged.reason === 'refused') return unlessThpIsOff(context, column, judged);
    const bit = withoutIoctlBit(of, seen);
    return bit ? withEvidence(judged, bit) : judged;
  }
  if (of.id === 'poison' && judged.state === 'supported') return withSignal(judged, extent, seen);
  if (judged.state !== 'supported' || extent !== 'base') return judged;
  const also = of.id === 'populate' ? step(seen.found, 'read_base') : undefined;
  const told = also ? withEvidence(judged, line(also)) : judged;
  if (column.kind !== 'hugetlb') return told;
  if (of.id === 'remove' && figure(seen, 'freedBytes') === 0) return { ...told, reason: 'zeroes_only' };
  return reachesBeyond(context, of, seen) ? { ...told, reason: 'rounds_up' } : told;
}

/**
 * Which SIGBUS an access raises. Looked at only where the kernel handles no memory failures, for one that does may
 * log it; there it is the one of broken memory.
 */
function withSignal(judged: Finding, extent: Extent, { found }: Seen): Finding {
  const looks = [step(found, 'memory_failure'), step(found, `${extent}_signal`)].filter(
    (c) => c !== undefined,
  );
  const told = withEvidence(judged, ...looks.map((call) => line(call)));
  const code = step(found, `${extent}_signal`)?.out.code;
  return code === undefined || code === 'BUS_MCEERR_AR' ? told : { ...told, reason: 'plain_sigbus' };
}

/** POPULATE takes the whole huge page, and DONTNEED drops it on 5.18 to 6.0: more than what was asked for. */
function reachesBeyond(context: Context, of: Operation, seen: Seen): boolean {
  if (of.id !== 'populate' && of.id !== 'dontneed') return false;
  const allocated = figure(seen, 'allocatedBytes');
  return figure(seen, 'beyond') === 1 || (allocated !== null && allocated > context.basePageBytes);
}

const figure = ({ test, look }: Seen, field: string): number | null =>
  number(look, field) ?? number(test, field);

/** What REGISTER answered for this mapping, where the call's bit is not in it. A form has registered before it. */
function withoutIoctlBit(of: Operation, { found, test }: Seen): string | null {
  const before = found.calls.slice(0, found.calls.indexOf(test));
  const register = before.findLast((call) => call.step === 'register');
  const ioctls = mask(register, 'ioctls');
  if (of.ioctl === null || !register || ioctls === null || hasBit(ioctls, of.ioctl)) return null;
  return line(register, {}, 'control');
}

/**
 * Anonymous memory and shmem have no other form to try the call on. In its place stands what REGISTER says,
 * or the same call having worked on the other of the two.
 */
function corroborate(context: Context, of: Operation, column: Column, judged: Finding, seen: Seen): Finding {
  const bit = withoutIoctlBit(of, seen);
  const other = column.kind === 'shmem' ? 'anonymous' : 'shmem';
  const elsewhere = step(experiment(context.observations, of.id, other), 'base');
  const known = column.kind !== 'hugetlb' && elsewhere !== undefined && succeeded(elsewhere);
  const controls = [...(bit ? [bit] : []), ...(known ? [line(elsewhere, { memory: other }, 'control')] : [])];
  if (controls.length === 0) return judged;
  return finding('absent', 'refused', [...judged.evidence, ...controls]);
}

/**
 * A mode of THP that is switched off is no kernel without MADV_COLLAPSE; but a kernel that refuses the advice
 * on anonymous memory with THP on does not know it (before 6.1).
 */
function unlessThpIsOff({ observations }: Context, { kind }: Column, judged: Finding): Finding {
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
function unlessTheirThpIsOff({ observations }: Context, { kind }: Column, judged: Finding): Finding {
  if (kind === 'hugetlb' || observations.takenOn?.process?.thpEnabled !== false) return judged;
  const evidence = [...judged.evidence, fact('THP_enabled', 0)];
  return { ...finding('unknown', 'thp_off', evidence), action: ACTIONS.thpOfProcess };
}
