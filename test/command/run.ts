import { readFileSync } from 'node:fs';
import { captureOutput } from '@oclif/test';
import { type Failure, failure } from '../../src/cli/failure.js';
import type { CommandClass } from '../../src/cli/line/command.js';
import { COMMANDS } from '../../src/commands/index.js';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

export interface Ran extends Partial<Failure> {
  stdout: string;
  stderr: string;
}

/** Runs one command class as the command line would, and says how the run would end. */
export async function runCommand(command: CommandClass, ...argv: string[]): Promise<Ran> {
  const id = Object.entries(COMMANDS).find(([, one]) => one === command)?.[0] ?? '';
  const { stdout, stderr, error } = await captureOutput(
    () => command.run(argv, { id, version, all: async () => COMMANDS }),
    {
      stripAnsi: false,
    },
  );
  const exitCode = Number(process.exitCode ?? 0);
  // Here it would be the exit code of the test.
  process.exitCode = undefined;
  return { stdout, stderr, ...(error === undefined ? { exitCode } : failure(error)) };
}
