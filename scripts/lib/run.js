/** Runs other programs. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ROOT } from './paths.js';

/** A failure that has said all there is to say: one line, no stack. */
export class Failure extends Error {}

/** One line on stderr. */
export const say = (line) => process.stderr.write(`hgm-probe: ${line}\n`);

/** Whether a program is in PATH. */
export function have(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}

/** Runs a program quietly in the project's folder; shows its output only if it fails, then throws a Failure. */
export function quietly(what, program, args, options = {}) {
  const result = spawnSync(program, args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  if (result.status === 0) return;
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  throw new Failure(`${what} failed: ${result.error?.message ?? ending(result)}`);
}

/** Runs a program with this process's streams; returns whether it went well. */
export function openly(program, args, options = {}) {
  const result = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit', ...options });
  if (result.error) say(`${program}: ${result.error.message}`);
  return result.status === 0;
}

/** Runs a script's main function: a Failure is one line and exit code 70, anything else is our fault and thrown. */
export async function script(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    say(error.message);
    process.exitCode = 70;
  }
}

function ending({ status, signal }) {
  return signal ? `ended by ${signal}` : `exit code ${status}`;
}
