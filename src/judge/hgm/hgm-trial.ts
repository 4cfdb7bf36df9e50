import { FEATURE, RFC_HGM_BIT } from '../../capabilities/families/features.js';
import type { Call, Dialect, Experiment, Value } from '../../observe/observations.js';
import { type Context, offers } from '../context.js';
import { line } from '../evidence.js';
import { type Finding, finding, withEvidence } from '../finding.js';
import { experiment, number, step, succeeded } from '../lookup.js';
import { judgeRegister } from '../operations/register.js';
import { ending, failure, isHugetlbfs, kindOf, word } from '../outcome.js';
import { missingStep } from '../setup.js';
import { setupFailure, wasSpared } from '../setup-failure.js';
import type { HugeColumn } from '../sizes.js';

/**
 * What one dialect's base-page CONTINUE on an empty file said.
 * - `granular`: it got past the alignment check (EFAULT: there is just no page)
 * - `refused`: stopped at the alignment check, or at the opt-in
 * - `compiled_out`: RFC v2 is in this kernel, HGM is not
 * - `no_minor`: this kernel has no minor faults on hugetlb at all
 * - `unclear`: anything else, with the state and reason that say why
 */
export type Outcome = 'granular' | 'refused' | 'compiled_out' | 'no_minor' | 'unclear';

export interface Trial {
  dialect: Dialect;
  outcome: Outcome;
  /** For `unclear` the state and reason of the row; for the rest only evidence. */
  finding: Finding;
}

/** fs/userfaultfd.c writes the negative errno into `mapped` once the range itself was accepted. */
const MAPPED_EFAULT = -14;
const MAPPED_EINVAL = -22;

export function judgeTrial(context: Context, column: HugeColumn, dialect: Dialect): Trial {
  const of = experiment(context.observations, 'hgm_hole', column.memory, dialect);
  const unclear = (why: Finding): Trial => ({ dialect, outcome: 'unclear', finding: why });
  if (!of) return unclear(finding('unknown', 'not_run'));
  const told = (outcome: Outcome, ...calls: (Call | undefined)[]): Trial => {
    const reason = outcome === 'unclear' ? 'control_failed' : outcome;
    return { dialect, outcome, finding: finding('unknown', reason, lines(calls, { dialect })) };
  };

  const api = step(of, 'api');
  if (!api) return unclear(missingStep(context, of, false));
  if (wasSpared(api)) return unclear(setupFailure(context.observations, of, api));
  if (!succeeded(api)) {
    return kindOf(api) === 'refused'
      ? told(refusedApi(context, column, dialect), api, context.offer.call)
      : unclear(failure(api, of));
  }
  const register = step(of, 'register');
  if (!register) return unclear(missingStep(context, of, false));
  const file = step(of, 'fstatfs');
  if (!file || !isHugetlbfs(file, column.pageBytes)) {
    return unclear(finding('unknown', 'not_hugetlb', lines([file], { dialect })));
  }
  const optIn = step(of, 'opt_in');
  if (dialect === 'madv-split') {
    if (!optIn) return unclear(finding('unknown', 'no_opt_in'));
    // EINVAL is what a kernel without the advice answers; the CONTINUE below decides.
    if (!succeeded(optIn) && kindOf(optIn) !== 'refused') return unclear(failure(optIn, of));
  }
  if (!succeeded(register)) {
    if (kindOf(register) !== 'refused') return unclear(failure(register, of));
    const controls = [step(of, 'register_shmem'), step(of, 'register_plain')];
    const outcome = refusedRegister(context, column, dialect, controls);
    return told(outcome, api, register, ...controls);
  }
  return judgeContinue(of, dialect, optIn);
}

/** Bit 13 or minor faults asked for and not had. A kernel that offers both must not refuse them. */
function refusedApi(context: Context, column: HugeColumn, dialect: Dialect): Outcome {
  if (dialect === 'rfc-v2' && offers(context, RFC_HGM_BIT) === false) return 'refused';
  return hasNoMinor(context, column) ? 'no_minor' : 'unclear';
}

function hasNoMinor(context: Context, column: HugeColumn): boolean {
  const taken = judgeRegister(context, column, 'missing').state === 'supported';
  return taken && offers(context, FEATURE.MINOR_HUGETLBFS) === false;
}

/**
 * RFC v2 with HGM compiled out refuses every REGISTER of hugetlb memory through a descriptor with bit 13, and
 * only that (`hugetlb_register_hgm` is then a stub that fails).
 */
function refusedRegister(
  context: Context,
  column: HugeColumn,
  dialect: Dialect,
  controls: (Call | undefined)[],
): Outcome {
  if (dialect === 'rfc-v2' && controls.every(succeeded)) return 'compiled_out';
  return hasNoMinor(context, column) ? 'no_minor' : 'unclear';
}

function judgeContinue(of: Experiment, dialect: Dialect, optIn: Call | undefined): Trial {
  const base = step(of, 'continue_base');
  const whole = step(of, 'continue_whole');
  const between = of.calls.filter((call) => /^continue_\d/.test(call.step) && call.errno === 'EFAULT');
  const evidence = lines([optIn, base, whole, ...between], { dialect });
  const trial = (outcome: Outcome, reason: string): Trial => ({
    dialect,
    outcome,
    finding: finding('unknown', reason, evidence),
  });
  if (!base || base.ret === null) return trial('unclear', ending(of));
  // There is no page in the file, so nothing can have been mapped.
  if (base.ret >= 0) return trial('unclear', 'continue_on_hole_succeeded');
  if (base.errno !== 'EFAULT' && (base.errno !== 'EINVAL' || kindOf(base) !== 'refused')) {
    return { dialect, outcome: 'unclear', finding: withEvidence(failure(base, of), ...evidence) };
  }
  // The whole page passes every alignment check: it must have got as far as looking for the page.
  if (whole?.errno !== 'EFAULT') {
    return trial('unclear', whole?.errno == null && of.end !== 'done' ? ending(of) : 'control_failed');
  }
  const granular = base.errno === 'EFAULT';
  const mapped = number(base, 'mapped');
  const expected = granular ? MAPPED_EFAULT : MAPPED_EINVAL;
  // A length that the check before the range refused leaves `mapped` alone; EFAULT comes from behind both.
  const untouched = mapped === null && !granular;
  if (mapped !== expected && !untouched) return trial('unclear', `mapped_disagrees_with_${word(base)}`);
  if (!granular) return trial('refused', 'refused');
  // Granular although the advice was refused: not by this dialect's doing.
  const foreign = dialect === 'madv-split' && !succeeded(optIn);
  return foreign ? trial('unclear', 'granular_without_opt_in') : trial('granular', 'granular');
}

function lines(calls: readonly (Call | undefined)[], more: Record<string, Value>): string[] {
  return calls.flatMap((call) => (call ? [line(call, more)] : []));
}
