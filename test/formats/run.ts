/** Runs the command and its consumers. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const RUN = join(ROOT, 'bin', 'run.js');

/** Readable for the users that a consumer may run as. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'hgm-probe-formats-'));
  execFileSync('chmod', ['755', made]);
  return made;
}

export interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** A program to its end; what it said and how it ended. */
export function run(
  program: string,
  args: readonly string[],
  options: { input?: string; env?: NodeJS.ProcessEnv } = {},
): Ran {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    ...options,
  });
  if (error) throw error;
  return { status, stdout, stderr };
}

export const probe = (...args: string[]): Ran => run(process.execPath, [RUN, ...args]);

/** Where it has to go well. */
export function must(
  program: string,
  args: readonly string[],
  options: Parameters<typeof run>[2] = {},
): string {
  const { status, stdout, stderr } = run(program, args, options);
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr || stdout}`);
  return stdout;
}
