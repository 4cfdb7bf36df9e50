import { getSystemErrorMap } from 'node:util';
import { EXIT, type ExitCode } from './exit.js';

/** A failure that was foreseen: its message is one line, complete, and needs no stack. */
export class Fault extends Error {
  override name = 'Fault';

  constructor(
    readonly exitCode: ExitCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export const usageFault = (message: string): Fault => new Fault(EXIT.usage, message);

/** `cannot write /etc/x: permission denied`, from whatever node threw. */
export function ioFault(doing: string, error: unknown, advice = ''): Fault {
  const why = errnoWords(error);
  return new Fault(EXIT.io, advice === '' ? `${doing}: ${why}` : `${doing}: ${why}; ${advice}`, {
    cause: error,
  });
}

/** The code that node puts on errors of the system (`ENOSPC`), or null. */
export function errnoOf(error: unknown): string | null {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) && !code.startsWith('ERR_') ? code : null;
}

/** `no space left on device` rather than `ENOSPC: no space left on device, write`. */
export function errnoWords(error: unknown): string {
  const code = errnoOf(error);
  if (code === null) return error instanceof Error ? error.message : String(error);
  for (const [name, words] of getSystemErrorMap().values()) if (name === code) return words;
  return code;
}
