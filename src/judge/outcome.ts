/**
 * From the answer of one call to a state: the one table that every rule uses.
 *
 * | answer | controls | state |
 * |---|---|---|
 * | ret >= 0, the look shows the effect | any | `supported` works |
 * | ret >= 0, the look shows no change | none failed | `absent` no_effect |
 * | ret >= 0, the kernel did another length | any | `unknown` short |
 * | ret >= 0, the look failed, or there is none | any | `advertised` accepted_not_observed |
 * | ret >= 0, the look's time was up | any | `unknown` deadline |
 * | EINVAL ENOTTY EOPNOTSUPP ENOSYS | all passed | `absent` refused |
 * | the same | one failed | `unknown` control_failed |
 * | the same | there is none | `unknown` no_control |
 * | the same, and another answer when asked again | any | `unknown` not_repeatable |
 * | EPERM EACCES | any | `not_permitted`, with a gate |
 * | ENOMEM ENOSPC EMFILE ENFILE EDQUOT EAGAIN | any | `no_resources` |
 * | EFAULT ENOENT EBUSY and any other | any | `unknown` unexpected_<errno> |
 * | none: the call never came back | any | `unknown` deadline, or the signal |
 */
import type { Call, Experiment } from '../observe/observations.js';
import { line } from './evidence.js';
import { type Finding, finding, notPermitted } from './finding.js';
import { number, succeeded } from './lookup.js';

export type Kind = 'ok' | 'refused' | 'denied' | 'exhausted' | 'unexpected' | 'lost';

const REFUSED = new Set(['EINVAL', 'ENOTTY', 'EOPNOTSUPP', 'ENOSYS']);
const DENIED = new Set(['EPERM', 'EACCES']);
const EXHAUSTED = new Set(['ENOMEM', 'ENOSPC', 'EMFILE', 'ENFILE', 'EDQUOT', 'EAGAIN']);

const HUGETLBFS_MAGIC = 0x958458f6n;

export function kindOf(call: Call): Kind {
  if (call.ret === null) return 'lost';
  if (call.ret >= 0) return 'ok';
  const errno = String(call.errno);
  // Asked again, the kernel said something else: whatever refused was not its rule.
  if (REFUSED.has(errno)) return call.out.again === undefined ? 'refused' : 'unexpected';
  if (DENIED.has(errno)) return 'denied';
  return EXHAUSTED.has(errno) ? 'exhausted' : 'unexpected';
}

/** What was waited for did not come in time: a busy machine explains that as well as a kernel that did nothing. */
export const timedOut = (look: Call | undefined): boolean => look?.errno === 'ETIMEDOUT';

/** `einval`, for a reason. */
export const word = (call: Call): string => String(call.errno).toLowerCase();

/** Why an experiment has no more calls: `deadline`, `sigbus`, `not_run`, or `not_observed` where it went to its end. */
export function ending(of: Experiment): string {
  if (of.end === 'done') return 'not_observed';
  return of.end === 'signal' ? String(of.signal ?? 'signal').toLowerCase() : of.end;
}

/**
 * What a call that did not succeed means where nothing speaks of controls. A refusal here is `unknown`:
 * only `judgeCall` and the rules that name their own controls turn it into `absent`.
 */
export function failure(call: Call, of: Experiment): Finding {
  const evidence = [line(call)];
  switch (kindOf(call)) {
    case 'lost':
      return finding('unknown', ending(of), evidence);
    case 'denied':
      // A security module answers EACCES; EPERM has too many fathers to name one.
      return notPermitted(call.errno === 'EACCES' ? 'lsm' : 'unknown', word(call), evidence);
    case 'exhausted':
      return finding('no_resources', word(call), evidence);
    default:
      return finding(
        'unknown',
        call.out.again === undefined ? `unexpected_${word(call)}` : 'not_repeatable',
        evidence,
      );
  }
}

/** A memfd that says it is hugetlb must be one: on shmem a base-page CONTINUE always works. */
export function isHugetlbfs(call: Call, pageBytes: number | null): boolean {
  const { type, blockBytes } = call.out;
  return (
    succeeded(call) && type !== undefined && BigInt(type) === HUGETLBFS_MAGIC && blockBytes === pageBytes
  );
}

export function controlPassed(call: Call, of: Experiment): boolean {
  return call.step === 'fstatfs' ? isHugetlbfs(call, of.pageBytes) : succeeded(call);
}

/**
 * A test with its look, by the table. `askedBytes` is compared with what the kernel said it did, where it
 * said so; its own argument if not given.
 */
export function judgeCall(
  of: Experiment,
  test: Call,
  look: Call | undefined,
  askedBytes = Number(test.args.length),
): Finding {
  const controls = of.calls.filter((call) => call.role === 'control');
  const failed = controls.find((call) => !controlPassed(call, of));
  const kind = kindOf(test);
  if (kind === 'ok') return judgeAccepted(of, test, look, askedBytes, failed);
  if (kind !== 'refused') return failure(test, of);
  if (failed) return finding('unknown', 'control_failed', [line(test), line(failed)]);
  // The kind of memory is a control of its own, but it does not show that the call is known.
  const telling = controls.filter((call) => call.step !== 'fstatfs');
  if (telling.length === 0) return finding('unknown', 'no_control', [line(test)]);
  return finding('absent', 'refused', [line(test), ...telling.map((call) => line(call))]);
}

function judgeAccepted(
  of: Experiment,
  test: Call,
  look: Call | undefined,
  askedBytes: number,
  failed: Call | undefined,
): Finding {
  const done = number(test, 'done') ?? number(test, 'mapped');
  if (done !== null && done !== askedBytes) return finding('unknown', 'short', [line(test)]);
  if (!look) {
    if (of.end !== 'done') return finding('unknown', ending(of), [line(test)]);
    return finding('advertised', 'accepted_not_observed', [line(test)]);
  }
  const evidence = [line(test), line(look)];
  if (look.ret === null) return finding('unknown', ending(of), evidence);
  if (timedOut(look)) return finding('unknown', 'deadline', evidence);
  const changed = number(look, 'changed');
  // A look may itself be a call that is to fail (POISON once more: EEXIST), so what it found comes first.
  if (changed !== null && changed !== 0) return finding('supported', 'works', evidence);
  // A look that is a call may have to fail to show the effect (POISON again: EEXIST); its failure never shows the lack of one.
  if (changed === null || (changed === 0 && !succeeded(look)))
    return finding('advertised', 'accepted_not_observed', evidence);
  if (failed) return finding('unknown', 'control_failed', [...evidence, line(failed)]);
  return finding('absent', 'no_effect', evidence);
}
