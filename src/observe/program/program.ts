/** Running the program of the experiments: from plans to what each of them saw. */
import { existsSync } from 'node:fs';
import { readCount } from '../files/bounded-text.js';
import { errnoName, signalName } from '../names.js';
import {
  type Addon,
  loadAddon,
  type NativeIdentity,
  type NativePlan,
  type NativeResult,
  programPaths,
} from './addon.js';
import { ProgramError } from './program-error.js';
import { requestText } from './request.js';
import { DamagedOutput, type ProgramOutput, readResults } from './results.js';

export interface ProgramRun {
  /** One for each plan, in order; undefined where it was not run. */
  results: (NativeResult | undefined)[];
  differs: string[];
  /** Why experiments are missing, in words; null where none is. */
  lost: string | null;
}

/** The kernel's refusal of a step towards somebody else's place. */
export class StepError extends Error {
  constructor(
    readonly step: string,
    readonly errno: number,
  ) {
    super(`the kernel refuses ${step}`);
  }
}

/** How long this process waits at a time, in milliseconds: between two waits it hears signals and draws a spinner. */
const SLICE_MS = 50;

/** Beside the deadline of each experiment, in milliseconds: a killed child may take a second to go. */
const GRACE_MS = 3_000;

const running = new Set<unknown>();

/** Has every run that goes on end in order, with what was measured; experiments not begun are not run. */
export function stopPrograms(): void {
  for (const run of running) loadAddon().stop(run);
}

/**
 * Runs the plans, each in the order of the list. What this process does between the call and the wait for its answer
 * is done meanwhile.
 *
 * @param onText is given what the program writes, in parts, before anybody has looked whether it is sound
 * @throws ProgramError where it does not start or nothing came of it; StepError where the place can't be taken
 */
export async function runProgram(
  plans: readonly NativePlan[],
  identity: NativeIdentity | null,
  onText?: (part: string) => void,
): Promise<ProgramRun> {
  const addon = loadAddon();
  const run = start(addon, requestText(plans, identity), identity);
  running.add(run);
  const patienceMs = plans.reduce((sum, { deadlineMs }) => sum + deadlineMs + GRACE_MS, GRACE_MS);
  let text = '';
  // Not by `performance`, for which Node loads modules: 2 % of an empty start.
  const until = process.uptime() + patienceMs / 1_000;
  try {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      // It has a deadline for each experiment itself; this is for one that somebody stopped (SIGSTOP).
      if (process.uptime() > until) throw new ProgramError('the program of the experiments does not end');
      const now = addon.wait(run, SLICE_MS);
      if (typeof now !== 'string') return outcome(read(text + now.text, plans.length), endWords(now));
      text += now;
      if (now !== '') onText?.(now);
    }
  } finally {
    running.delete(run);
  }
}

interface End {
  exitCode: number | null;
  signal: number | null;
}

const endWords = ({ exitCode, signal }: End): string =>
  signal === null ? `it ended with ${exitCode}` : `it was ended by ${signalName(signal)}`;

function read(text: string, plans: number): ProgramOutput {
  try {
    return readResults(text, plans);
  } catch (error) {
    if (error instanceof DamagedOutput)
      throw new ProgramError(
        `what the experiments wrote cannot be read: ${error.message}; nothing of it is believed`,
      );
    throw error;
  }
}

function outcome({ results, differs, stopped }: ProgramOutput, end: string): ProgramRun {
  if (stopped?.by === 'identity') throw new StepError(stopped.step, stopped.errno);
  const why =
    stopped === null ? `the program of the experiments was lost: ${end}` : WHY[stopped.by](stopped.errno);
  if (why === null) return { results, differs, lost: null };
  const done = results.filter((each) => each !== undefined).length;
  if (done === 0) throw new ProgramError(why);
  return {
    results,
    differs,
    lost: `${why}; ${results.length - done} of ${results.length} experiments were not run`,
  };
}

/** In words, by why it stopped. */
const WHY: Record<NonNullable<ProgramOutput['stopped']>['by'], (errno: number) => string | null> = {
  nothing: () => null,
  identity: () => null,
  pipe: (errno) => `no pipe to an experiment could be made: ${errnoName(errno)}`,
  fork: (errno) =>
    `no process for an experiment could be made: ${errnoName(errno)}` +
    (errnoName(errno) === 'EAGAIN' ? ' (RLIMIT_NPROC of this user, or pids.max of the cgroup)' : ''),
  damaged: () => 'what an experiment wrote down was damaged meanwhile',
  memory: (errno) => `no memory to share with the experiments: ${errnoName(errno)}`,
};

/** Sealed, from memory; the package's file is for a run in this process's own place alone. */
function start(addon: Addon, request: string, identity: NativeIdentity | null): unknown {
  const { process = -1, root = -1 } = identity ?? {};
  const refusal = sealedRefusal(() => addon.start(request, null, process, root));
  if (!('why' in refusal)) return refusal.run;
  if (identity !== null)
    throw new ProgramError(
      `cannot take another place: ${refusal.why}, and a file that could be written into is not run there; ` +
        `${refusal.mend} for the time of the run, or start hgm-probe in that place itself`,
    );
  const path = programPaths().find((each) => existsSync(each));
  if (path === undefined)
    throw new ProgramError(
      `${refusal.why}, and hgm-observe is not at ${programPaths().join(' or ')}; install it there`,
    );
  try {
    return addon.start(request, path, process, root);
  } catch (error) {
    throw startFault(error, ` from ${path}`);
  }
}

/** `vm.memfd_noexec` (6.3) at 2 is looked at before: the kernel logs the attempt. */
function sealedRefusal(attempt: () => unknown): { run: unknown } | { why: string; mend: string } {
  const mend = 'allow it (vm.memfd_noexec=1)';
  if (readCount('/', '/proc/sys/vm/memfd_noexec') === 2)
    return { why: 'vm.memfd_noexec is 2, so nothing is executed from memory here', mend };
  try {
    return { run: attempt() };
  } catch (error) {
    const { step, errno } = error as { step?: unknown; errno?: unknown };
    const name = typeof errno === 'number' ? errnoName(errno) : '';
    const refused =
      step === 'write' ||
      ((step === 'execveat' || step === 'memfd_create') && /^E(ACCES|PERM|NOSYS|INVAL)$/.test(name));
    if (!refused) throw startFault(error, '');
    const why = `nothing is executed from memory here (${step} says ${name})`;
    return name === 'EFBIG'
      ? { why: `${why}, by RLIMIT_FSIZE of this process`, mend: 'raise it' }
      : { why, mend: step === 'write' ? 'make room' : mend };
  }
}

function startFault(error: unknown, from: string): unknown {
  const { step, errno } = error as { step?: unknown; errno?: unknown };
  if (typeof step !== 'string' || typeof errno !== 'number') return error;
  const name = errnoName(errno);
  const advice =
    step === 'fork' && name === 'EAGAIN' ? ' (RLIMIT_NPROC of this user, or pids.max of the cgroup)' : '';
  return new ProgramError(
    `the program of the experiments does not start${from}: ${step} says ${name}${advice}`,
  );
}
