/**
 * Starts the units of docs/require.md, as they stand there, by a real systemd on Debian's 6.1, on the reports of
 * hosts that are ready and that refuse, and where the question itself fails. Exit code 1 where one of them is not
 * started, skipped or failed as the documentation says.
 */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/paths.js';
import { say, script } from '../../../scripts/lib/run.js';
import { askGuest } from '../lib/debian.js';
import { systemdInitramfs } from './root.js';

const DEADLINE_MS = 600_000;

/** By unit: what becomes of it on each report; `null` is no report at all. */
const EXPECTED = {
  'example-0.service': { 'ready.json': 'started', 'refused.json': 'skipped', null: 'skipped' },
  'example-1.service': { 'ready.json': 'started', 'refused.json': 'skipped', null: 'failed' },
};

await script(async () => {
  const reports = { 'ready.json': '6.1-amd64-root-2M', 'refused.json': '6.1-amd64-nobody-2M' };
  const documents = await Promise.all(
    Object.entries(reports).map(async ([name, recording]) => [name, await judged(recording)]),
  );
  const initramfs = () => systemdInitramfs(Object.fromEntries(documents));
  const { results } = await askGuest('systemd', DEADLINE_MS, initramfs);
  finish(results);
});

async function judged(recording) {
  const { readRecording } = await import('../../../dist/recording/read.js');
  const { judge } = await import('../../../dist/document/index.js');
  const file = join(ROOT, 'test', 'recordings', `${recording}.json.gz`);
  return JSON.stringify(judge((await readRecording(createReadStream(file))).observations));
}

function finish(results) {
  let wrong = 0;
  for (const [unit, reports] of Object.entries(EXPECTED)) {
    for (const [report, expected] of Object.entries(reports)) {
      const result = results.find((one) => one.unit === unit && String(one.report) === report);
      const seen = result === undefined ? 'no answer' : outcome(result);
      console.log(`${unit} on ${report}: ${seen}`);
      if (seen === expected) continue;
      wrong++;
      say(`${unit} on ${report}: expected ${expected}; ${JSON.stringify(result)}`);
    }
  }
  if (wrong > 0) process.exitCode = 1;
}

function outcome({ started, shown }) {
  if (started) return 'started';
  return shown.includes('ActiveState=failed') ? 'failed' : 'skipped';
}
