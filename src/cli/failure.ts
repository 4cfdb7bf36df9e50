import { EXIT } from '../ground/exit.js';
import { errnoOf, errnoWords, Fault } from '../ground/fault.js';
import { IdentityError } from '../observe/place/identity-error.js';
import { ProgramError } from '../observe/program/program-error.js';
import { UnloadableError } from '../observe/program/unloadable-error.js';
import { message } from '../reporters/text.js';
import { StdoutError } from './output/stdout.js';

/** How a run ends: the line for stderr, null for none, and the exit code. */
export interface Failure {
  line: string | null;
  exitCode: number;
}

/** Of a monitoring plugin that has no answer. */
export const PLUGIN_UNKNOWN = 3;

const REPORT =
  'please report it: run again with DEBUG=hgm-probe for the stack, and attach the file that hgm-probe --record FILE writes';

/** Turns whatever was thrown into one line and an exit code. */
export function failure(error: unknown): Failure {
  if (error instanceof Fault) return { line: message(error.message), exitCode: error.exitCode };
  if (error instanceof StdoutError) return stdoutFailure(error.cause);
  if (error instanceof IdentityError)
    return {
      line: message(error.message),
      exitCode: error.kind === 'name' ? EXIT.usage : EXIT.io,
    };
  // How oclif ends when it has shown help.
  if ((error as { code?: unknown } | null)?.code === 'EEXIT') return { line: null, exitCode: 0 };
  if (isSystemError(error)) return { line: systemLine(error), exitCode: EXIT.io };
  // No call for a report, as below: its message says what to do, and a recording cannot be had.
  if (error instanceof UnloadableError || error instanceof ProgramError)
    return { line: message(error.message), exitCode: EXIT.internal };
  const what = error instanceof Error ? error.message || error.name : String(error);
  return { line: `internal error: ${message(what)}; ${REPORT}`, exitCode: EXIT.internal };
}

function stdoutFailure(cause: unknown): Failure {
  // A reader that had enough (`| head`) is no fault, and its report was not read to the end: as other programs end.
  if (errnoOf(cause) === 'EPIPE') return { line: null, exitCode: EXIT.pipe };
  return { line: message(`cannot write standard output: ${errnoWords(cause)}`), exitCode: EXIT.io };
}

interface SystemError extends NodeJS.ErrnoException {
  syscall: string;
}

function isSystemError(error: unknown): error is SystemError {
  return errnoOf(error) !== null && typeof (error as NodeJS.ErrnoException).syscall === 'string';
}

function systemLine(error: SystemError): string {
  const where = error.path === undefined ? '' : ` ${error.path}`;
  return message(`${error.syscall}${where}: ${errnoWords(error)}`);
}
