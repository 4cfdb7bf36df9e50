/** Runs programs side by side. */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { ROOT } from './paths.js';

/** Runs one program for each list of arguments, as many at once as there are processors; prints what each said if it failed. Returns whether all went well. */
export async function runAll(program, argumentLists) {
  const waiting = [...argumentLists];
  let good = true;
  const worker = async () => {
    for (let args = waiting.shift(); args !== undefined; args = waiting.shift()) {
      const { code, output } = await once(program, args);
      if (code === 0) continue;
      process.stderr.write(output);
      good = false;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return good;
}

function once(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        output += chunk;
      });
    }
    child.on('error', reject).on('close', (code) => resolve({ code, output }));
  });
}
