/** What was skipped, and where it stands. */
import { EXIT, type ExitCode } from '../../ground/exit.js';
import { errnoOf, Fault, ioFault } from '../../ground/fault.js';

export interface Bad {
  file: string;
  /** From 1; null where the file as a whole is meant. */
  line: number | null;
  reason: string;
}

/** Places kept; more are only counted, so that a file of nothing but damage takes no memory. */
export const MAX_NAMED = 20_000;

export class BadList {
  count = 0;
  readonly named: Bad[] = [];

  constructor(readonly strict: boolean) {}

  /** @throws Fault where `--strict` was given, 65 if nothing else is said */
  add(bad: Bad, code: ExitCode = EXIT.data): void {
    if (this.strict) throw new Fault(code, badLine(bad));
    this.count++;
    if (this.named.length < MAX_NAMED) this.named.push(bad);
  }
}

export const badLine = ({ file, line, reason }: Bad): string =>
  `${file}${line === null ? '' : `, line ${line}`}: ${reason}`;

/** @throws Fault (74) for what is wrong with this process, not with a file: an answer would silently lack most of them */
export function ofFile(error: unknown, file: string): unknown {
  if (!['EMFILE', 'ENFILE', 'ENOMEM'].includes(errnoOf(error) ?? '')) return error;
  throw ioFault(`cannot read ${file}`, error, 'raise the limit of open files (ulimit -n) or of memory');
}
