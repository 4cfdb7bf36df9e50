import type { Extent } from '../../capabilities/extent.js';
import { FEATURE } from '../../capabilities/families/features.js';
import { IOCTL } from '../../capabilities/ioctls.js';
import { isNothingOn, type Operation, type OperationRow } from '../../capabilities/operation.js';
import type { Call, Experiment } from '../../observe/observations.js';
import { type Context, offers } from '../context.js';
import { line } from '../evidence.js';
import { type Finding, finding, withEvidence } from '../finding.js';
import { experiment, hasBit, mask, step, succeeded } from '../lookup.js';
import { judgeCall, kindOf } from '../outcome.js';
import { notBorrowed } from '../pools/borrow.js';
import { takesNoPage } from '../pools/held.js';
import { pageRefused } from '../pools/page-refused.js';
import { missingStep } from '../setup.js';
import type { Column } from '../sizes.js';
import { RULES } from './operation-rules.js';
import { judgeRegister } from './register.js';

/** One call on one kind of memory, made for as much of it as the row says. */
export function judgeOperation(context: Context, of: Operation, row: OperationRow, column: Column): Finding {
  if (isNothingOn(row, column.kind)) return finding('not_applicable', 'memory_type');
  const { extent } = row;
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
  const look = step(found, `${name}_effect`);
  const { basePageBytes } = context;
  const asked = test.args.length ?? extent.bytes(basePageBytes, column.pageBytes) ?? basePageBytes;
  const judged = pageRefused(context, found, test) ?? judgeCall(found, test, look, Number(asked));
  const told = RULES[of.rule](judged, { context, column, extent, found, test, look });
  if (told.reason === 'no_control') return corroborate(context, of, column, told, { found, test });
  const bit = told.state === 'absent' ? withoutIoctlBit(of, { found, test }) : null;
  return bit ? withEvidence(told, bit) : told;
}

/** Where another experiment makes the call on that memory, it is that one, unless there is one of its own. */
function locate({ observations }: Context, of: Operation, { memory, kind }: Column, extent: Extent) {
  const own = experiment(observations, of.id, memory);
  const other = of.elsewhere?.[kind];
  if (own || !other) return { experiment: own, name: extent.name };
  return { experiment: experiment(observations, other.experiment, memory), name: other.step };
}

/** The experiment ended before the call. A register or API that refuses for want of the mode or feature says why. */
function unprepared(context: Context, of: Operation, column: Column, found: Experiment): Finding {
  const last = found.calls.at(-1);
  if (last?.role === 'setup' && kindOf(last) === 'refused') {
    if (last.step === 'register') {
      const mode = judgeRegister(context, column, of.call === 'advice' ? 'missing' : of.call.mode);
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
  return missingStep(context, found, !takesNoPage(found.id));
}

function offersIts(context: Context, of: Operation, { kind }: Column): boolean | null {
  const feature = of.feature?.[kind];
  return feature === undefined ? null : offers(context, FEATURE[feature]);
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
  found: Experiment;
  test: Call;
}

/** What REGISTER answered for this mapping, where the call's bit is not in it. A form has registered before it. */
function withoutIoctlBit(of: Operation, { found, test }: Seen): string | null {
  const before = found.calls.slice(0, found.calls.indexOf(test));
  const register = before.findLast((call) => call.step === 'register');
  const ioctls = mask(register, 'ioctls');
  if (of.call === 'advice' || !register || ioctls === null || hasBit(ioctls, IOCTL[of.call.ioctl]))
    return null;
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
