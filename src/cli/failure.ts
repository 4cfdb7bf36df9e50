import { EXIT, type ExitCode } from '../ground/exit.js';
import { errnoOf, errnoWords, Fault, usageFault } from '../ground/fault.js';
import { nearest } from '../ground/nearest.js';
import { IdentityError } from '../observe/identity-error.js';
import { ProgramError } from '../observe/program-error.js';
import { UnloadableError } from '../observe/unloadable-error.js';
import { message } from '../reporters/text.js';
import { StdoutError } from './stdout.js';

/** How a run ends: the line for stderr, null for none, and the exit code. */
export interface Failure {
  line: string | null;
  exitCode: number;
}

/** The fields of oclif's errors that are read here; its classes are not imported, since `--version` may fail too. */
interface OclifError extends Error {
  oclif?: { exit?: number };
  parse?: { input?: { flags?: Record<string, unknown>; context?: { id?: string } } };
  flags?: string[];
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
  const known = error as OclifError;
  if ((error as { code?: unknown } | null)?.code === 'EEXIT')
    return { line: null, exitCode: known.oclif?.exit ?? 0 };
  if (known?.parse !== undefined) return { line: usageLine(known), exitCode: EXIT.usage };
  if (isSystemError(error)) return { line: systemLine(error), exitCode: EXIT.io };
  // No call for a report, as below: its message says what to do, and a recording cannot be had.
  if (error instanceof UnloadableError || error instanceof ProgramError)
    return { line: message(error.message), exitCode: EXIT.internal };
  const what = error instanceof Error ? error.message || error.name : String(error);
  return { line: `internal error: ${message(what)}; ${REPORT}`, exitCode: EXIT.internal };
}

function stdoutFailure(cause: unknown): Failure {
  const exitCode: ExitCode = EXIT.io;
  if (errnoOf(cause) === 'EPIPE') return { line: null, exitCode };
  return { line: message(`cannot write standard output: ${errnoWords(cause)}`), exitCode };
}

/** oclif's words where a value is missing, or there is one too many; they come without what was parsed. */
const MISUSED: readonly (readonly [RegExp, string])[] = [
  [/^Flag (--\S+) expects /, 'wants a value'],
  [/^Flag (--\S+) can only be specified once/, 'is given twice'],
];

/**
 * A flag without its value or with two, as a usage fault; any other error as it is.
 *
 * @param id the command's, as in `fleet:summary`
 */
export function orMisused(error: unknown, id: string): unknown {
  for (const [words, what] of MISUSED) {
    const flag = words.exec((error as Error | null)?.message ?? '')?.[1];
    if (flag !== undefined) return usageFault(`${flag} ${what}; ${helpOn(id)}`);
  }
  return error;
}

const helpOn = (id: string | undefined): string =>
  id === undefined ? 'see hgm-probe --help' : `see hgm-probe ${id.replace(':', ' ')} --help`;

function usageLine(error: OclifError): string {
  const help = helpOn(error.parse?.input?.context?.id);
  const said = error.message
    .replace(/\n?See more help with --help\s*$/, '')
    // About greedy flags, of which there are none here.
    .replace(/\n+Note: .* allows? multiple values[\s\S]*$/, '')
    .replace(/^The following errors? occurred:/, '');
  return `${message(unknownFlag(error) ?? lowerFirst(said.trim().replace(/\.$/, '')))}; ${help}`;
}

function unknownFlag(error: OclifError): string | null {
  const flag = error.flags?.[0];
  if (flag === undefined || !error.message.startsWith('Nonexistent flag')) return null;
  const names = Object.keys(error.parse?.input?.flags ?? {}).map((name) => `--${name}`);
  const near = flag.startsWith('--') ? nearest(flag, names, 1)[0] : undefined;
  return near === undefined ? `unknown flag ${flag}` : `unknown flag ${flag}, did you mean ${near}?`;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

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
