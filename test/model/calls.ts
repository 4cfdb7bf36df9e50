/** Calls and experiments as the observing side writes them down. */

import { sizeWord } from '../../src/ground/size.js';
import type { Call, Dialect, Experiment, Value } from '../../src/observe/observations.js';

interface Answer {
  role?: Call['role'];
  /** Null for a success. */
  errno?: string | null;
  out?: Record<string, Value>;
}

export function call(step: string, { role = 'test', errno = null, out = {} }: Answer = {}): Call {
  return { step, role, call: step, args: {}, ret: errno === null ? 0 : -1, errno, out };
}

export const setup = (step: string, errno: string | null = null): Call =>
  call(step, { role: 'setup', errno });

const NUMBERS: Record<string, number> = { ENOENT: 2, EFAULT: 14, EEXIST: 17, EINVAL: 22 };

/** A CONTINUE: the kernel writes the bytes that it mapped, or the errno, into `mapped`. */
export function continued(
  step: string,
  errno: string | null,
  bytes: number,
  role: Call['role'] = 'test',
): Call {
  const mapped = errno === null ? bytes : -Number(NUMBERS[errno]);
  return call(step, { role, errno, out: { mapped } });
}

export const fstatfs = (pageBytes: number): Call =>
  call('fstatfs', { role: 'control', out: { type: '0x958458f6', blockBytes: pageBytes } });

/** An experiment that ran to its end; a preparation that failed is its end. */
export function experiment(
  id: string,
  calls: readonly Call[],
  pageBytes: number | null = null,
  dialect: Dialect | null = null,
  memory: string | null = pageBytes === null ? null : `hugetlb-${sizeWord(pageBytes)}`,
): Experiment {
  const stop = calls.findIndex(endsIt);
  const made = stop < 0 ? calls : calls.slice(0, stop + 1);
  return { id, memory, pageBytes, dialect, end: 'done', signal: null, calls: [...made], series: [] };
}

/** An opening is followed by the next one, and MADV_SPLIT by the call that proves it. */
function endsIt({ role, step, errno }: Call, index: number, all: readonly Call[]): boolean {
  if (role !== 'setup' || errno === null || step === 'opt_in') return false;
  const next = all[index + 1]?.step ?? '';
  return !(step.startsWith('open_') && next.startsWith('open_')) && !next.startsWith('register_');
}
