import { failure } from '../cli/failure.js';
import { EXIT } from '../ground/exit.js';
import { InputError } from '../input/error.js';
import type { Report } from './report.js';

/** Why there is no answer, in one line that needs no stack. */
export class ProbeError extends Error {
  override name = 'ProbeError';

  constructor(
    message: string,
    /** As the command ends: 64 wrong usage, 65 damaged input, 70 a fault of the tool, 74 what can't be read or taken. */
    readonly exitCode: number,
    /** What there is all the same: where experiments were lost, a report of the others. */
    readonly report: Report | null = null,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** @throws ProbeError in the place of whatever `work` throws */
export async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof ProbeError) throw cause;
    if (cause instanceof InputError) throw new ProbeError(cause.message, EXIT.data, null, { cause });
    const { line, exitCode } = failure(cause);
    throw new ProbeError(line ?? 'interrupted', exitCode, null, { cause });
  }
}
