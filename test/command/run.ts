import { fileURLToPath } from 'node:url';
import { Config } from '@oclif/core';
import { captureOutput } from '@oclif/test';
import { type Failure, failure } from '../../src/cli/failure.js';

interface Runnable {
  run(argv: string[], config: Config): Promise<unknown>;
}

export interface Ran extends Partial<Failure> {
  stdout: string;
  stderr: string;
}

/** Runs one command class as the command line would, and says how the run would end. */
export async function runCommand(command: Runnable, ...argv: string[]): Promise<Ran> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const config = await Config.load({ root, userPlugins: false, devPlugins: false });
  const { stdout, stderr, error } = await captureOutput(() => command.run(argv, config), {
    stripAnsi: false,
  });
  const exitCode = Number(process.exitCode ?? 0);
  // oclif sets it for a command that failed; here it would be the exit code of the test.
  process.exitCode = undefined;
  return { stdout, stderr, ...(error === undefined ? { exitCode } : failure(error)) };
}
