/**
 * Starts the units of docs/require.md, as they stand there, by a real systemd on Debian's 6.1, on the reports of
 * hosts that are ready and that refuse, and where the question itself fails. Exit code 1 where one of them is not
 * started, skipped or failed as the documentation says; and the packaged services, which must leave in /run what
 * docs/formats.md promises to any program.
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

/** By file that the packaged services leave: whom it is about. */
const LEFT = { '/run/hgm-probe/report.json': 'root', '/run/hgm-probe/as/nobody.json': 'nobody' };

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

/** What is wrong with what a service left for any program to read; null for nothing. */
function fault({ mode, folderMode, beside, text }, user) {
  if (text === null) return 'is not there';
  if (mode !== 0o644 || folderMode !== 0o755)
    return `mode ${mode?.toString(8)} in ${folderMode?.toString(8)}`;
  if (beside.some((name) => name.startsWith('.'))) return `beside it ${beside.join(' ')}`;
  const { ranAs, expiresAt, collectedAt, capabilities } = JSON.parse(text);
  if (ranAs.user !== user) return `is about ${ranAs.user}`;
  if (!(Date.parse(expiresAt) - Date.parse(collectedAt) === 3 * 3_600_000)) return `expires at ${expiresAt}`;
  return capabilities.length > 0 ? null : 'says nothing';
}

function finish(results) {
  let wrong = 0;
  for (const [path, user] of Object.entries(LEFT)) {
    const result = results.find((one) => one.path === path);
    const why = result === undefined ? 'no answer' : fault(result, user);
    console.log(`${path}: ${why ?? `whole, about ${user}`}`);
    if (why === null) continue;
    wrong++;
    say(`${path} ${why}; ${JSON.stringify(results.filter(({ unit }) => unit?.startsWith('hgm-probe')))}`);
  }
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
