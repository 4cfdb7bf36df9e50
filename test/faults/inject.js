/** One run of a command under strace, which answers some of its system calls with an errno. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { WHEN } from './matrix.js';

/** A run that has not ended by then hangs: libuv asks again and again where every call is interrupted. */
const PATIENCE_MS = 30_000;

/**
 * Runs the command; `injection` null for the undisturbed run, which is traced alike. What it starts is
 * of a session of its own, which has the `id` of the answer.
 */
export async function run(command, injection, log) {
  const { call = 'userfaultfd', path } = injection ?? {};
  const injected =
    injection === null ? [] : ['-e', `inject=${call}:error=${injection.errno}:when=${WHEN[injection.when]}`];
  const where = path === undefined ? [] : ['-P', path];
  const args = ['-f', '-qq', '-o', log, '-e', `trace=${call}`, ...injected, ...where, ...command];
  const child = spawn('strace', args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // strace lets go of a program that it started by SIGKILL alone (`-I` of its manual); it then runs on undisturbed.
  const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  const [stdout, stderr, [status, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (...end) => resolve(end));
    }),
  ]);
  clearTimeout(late);
  const hits = injection === null ? 0 : readFileSync(log, 'latin1').split('(INJECTED)').length - 1;
  return { id: child.pid, stdout, stderr, status, signal, hits };
}

async function text(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}
