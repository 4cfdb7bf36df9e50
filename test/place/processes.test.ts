/**
 * No more processes than so many for the user: a report, or one line that names EAGAIN. Asked of the program of the
 * experiments itself, since Node aborts or hangs where it can't start its threads.
 */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type ProgramOutput, readResults } from '../../src/observe/results.js';
import { asUser, whyNot } from '../layers/machine.js';

const PROGRAM = fileURLToPath(new URL('../../dist.program/hgm-observe', import.meta.url));
/** Whose processes nobody else starts: the kernel counts them by user. */
const USER = 64124;
const EAGAIN = 11;
const REQUEST = 'plan experiment=caller deadlineMs=2000\n\n';
const why = whyNot();

async function limited(most: number): Promise<ProgramOutput> {
  // The limit after the ids: setpriv's own execve(2) would be refused otherwise.
  const [program = '', ...args] = [...asUser(USER), 'prlimit', `--nproc=${most}`, PROGRAM, '--request'];
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], timeout: 10_000 });
  // Not ended: the end of who asks is the program's own.
  child.stdin.write(REQUEST);
  return readResults(await text(child.stdout), 1);
}

it.skipIf(why !== null)(
  `one process is not enough, and EAGAIN is said${why === null ? '' : ` (${why})`}`,
  async () => {
    expect(await limited(1)).toMatchObject({ stopped: { by: 'fork', errno: EAGAIN }, results: [undefined] });
  },
);

it.skipIf(why !== null)('two are', async () => {
  expect(await limited(2)).toMatchObject({ stopped: { by: 'nothing' }, results: [{ end: 'done' }] });
});
