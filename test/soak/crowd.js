/** Thirty runs at once: a busy machine makes waits vain, and a wait in vain is no answer of the kernel's. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cells, falseCells, reportOf } from '../faults/document.js';

const COMMAND = [
  fileURLToPath(new URL('../../bin/run.js', import.meta.url)),
  '--json',
  '--no-latency',
  '--borrow',
  'none',
];

/** @throws Error where a run ends otherwise than with a document, or a cell says what the undisturbed run does not */
export async function crowd(count) {
  const calm = await probe();
  const found = await Promise.all(Array.from({ length: count }, probe));
  const wrong = found.flatMap((report) => falseCells(report, calm));
  if (wrong.length > 0) throw new Error(`${wrong.length} false cells in ${count} runs at once: ${wrong[0]}`);
  const waits = found.flatMap((report) =>
    [...cells(report)].filter(([, { reason }]) => reason === 'deadline').map(([name]) => name),
  );
  const vain = waits.length === 0 ? 'no wait in vain' : `unknown after a wait in vain: ${waits.join(', ')}`;
  return `${count} runs at once said nothing that a run alone does not; ${vain}`;
}

function probe() {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, COMMAND, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`a run ended with ${error.code}: ${stderr.trim()}`));
      else resolve(reportOf(stdout));
    });
  });
}
