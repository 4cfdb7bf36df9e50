/** What goes wrong in a run: an errno out of nowhere, a child that hangs or is killed, or never starts. */
import { constants } from 'node:os';
import fc from 'fast-check';
import type { Call, Experiment, Observations } from '../../src/observe/observations.js';

/** Errnos that say "not now" or "not you", and never "there is no such thing". */
export const HONEST = ['EPERM', 'EACCES', 'ENOMEM', 'EMFILE', 'ENFILE', 'EBUSY', 'EIO', 'ENOENT', 'EINTR'];
/** Those, and the ones that the trials turn on: a kernel that lies. */
export const ANY = [...HONEST, 'EINVAL', 'EFAULT', 'EEXIST', 'ENOSYS', 'EAGAIN'];

/** Places are drawn as numbers and taken modulo what there is. */
export interface Mishap {
  /** How the id of the experiment begins: more goes wrong where more is at stake. */
  aim: '' | 'hgm_' | 'hgm_proof';
  experiment: number;
  step: number;
  /** `garbled`: the call went as it would have, and what it wrote is wrong. */
  kind: 'errno' | 'deadline' | 'signal' | 'not_run' | 'garbled';
  errno: string;
  signal: string;
}

const HONEST_KINDS = ['errno', 'deadline', 'signal', 'not_run'] as const;

/** `errnos`: what a call may answer in the kernel's place; `more`: kinds that a kernel must lie for. */
export const mishaps = (errnos: readonly string[], ...more: 'garbled'[]): fc.Arbitrary<Mishap[]> =>
  fc.array(
    fc.record({
      aim: fc.constantFrom('', 'hgm_', 'hgm_proof'),
      experiment: fc.nat({ max: 1000 }),
      step: fc.nat({ max: 1000 }),
      kind: fc.constantFrom(...HONEST_KINDS, ...more, ...more, ...more),
      errno: fc.constantFrom(...errnos),
      signal: fc.constantFrom('SIGKILL', 'SIGBUS', 'SIGSEGV'),
    }),
    { minLength: 1, maxLength: 4 },
  );

export function suffer(observations: Observations, mishaps: readonly Mishap[]): Observations {
  const experiments = [...observations.experiments];
  for (const mishap of mishaps) {
    const targets = experiments.filter(({ id }) => id.startsWith(mishap.aim));
    const of = targets[mishap.experiment % Math.max(1, targets.length)];
    if (of) experiments[experiments.indexOf(of)] = broken(of, mishap);
  }
  return { ...observations, experiments };
}

function broken(of: Experiment, { step, kind, errno, signal }: Mishap): Experiment {
  if (kind === 'not_run') return { ...of, calls: [], end: 'not_run', signal: null };
  const at = step % Math.max(1, of.calls.length);
  const hit = of.calls[at];
  // A child that was lost before has made no further call.
  if (!hit || of.end !== 'done') return of;
  const before = of.calls.slice(0, at);
  if (kind === 'garbled') return { ...of, calls: of.calls.with(at, { ...hit, out: garbled(hit.out) }) };
  if (kind !== 'errno') {
    const gone: Call = { ...hit, ret: null, errno: null, out: {} };
    const last = kind === 'signal' ? signal : null;
    return { ...of, calls: [...before, gone], end: kind, signal: last };
  }
  const failed: Call = {
    ...hit,
    ret: -1,
    errno,
    out: 'mapped' in hit.out ? { mapped: mappedOf(errno) } : {},
  };
  // An experiment ends with the preparation that fails; a look or a control is gone by.
  const ends = hit.role === 'setup' && hit.step !== 'opt_in';
  if (!ends) return { ...of, calls: [...before, failed, ...of.calls.slice(at + 1)] };
  const others = hit.step.startsWith('open_') ? lastWays(hit, errno) : [];
  return { ...of, calls: [...before, failed, ...others] };
}

/** Every number that was answered off by a page, and another signal; what was expected stays. */
function garbled(out: Call['out']): Call['out'] {
  const wrong = Object.entries(out).map(([field, value]): [string, number | string] => {
    if (field === 'signal') return [field, 'SIGSEGV'];
    const isAnswer = typeof value === 'number' && !field.startsWith('expected');
    return [field, isAnswer ? value + 4096 : value];
  });
  return Object.fromEntries(wrong);
}

/** The ways that are tried after the one that failed. */
function lastWays(of: Call, errno: string): Call[] {
  const all = ['open_user_mode', 'open_device', 'open_syscall'];
  const left = all.slice(all.indexOf(of.step) + 1);
  return left.map((step) => ({ ...of, step, call: step, ret: -1, errno, out: {} }));
}

const NUMBERS: Readonly<Record<string, number>> = constants.errno;

const mappedOf = (errno: string): number => -(NUMBERS[errno] ?? 0);
