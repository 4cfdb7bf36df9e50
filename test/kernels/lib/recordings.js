/** Keeps what a run said, for those who look into it, or as a recording that judging is tested with. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseRecording } from '../../../dist/recording/read.js';
import { REPORTS, ROOT } from '../../../scripts/lib/paths.js';

const RECORDINGS = join(ROOT, 'test', 'recordings');
const KEPT = join(REPORTS, 'kernels');

const nameOf = (kernel, { privilege, pool, thp, situation }) =>
  [
    `${kernel.name}-${privilege}-${pool}`,
    ...(thp === undefined ? [] : [`thp-${thp}`]),
    ...(situation === undefined ? [] : ['kvm', situation.replaceAll(' ', '-')]),
  ].join('-');

/** Report and recording as they came, below reports/. */
export function keepRun(kernel, run) {
  mkdirSync(KEPT, { recursive: true });
  const name = join(KEPT, nameOf(kernel, run));
  writeFileSync(`${name}.report.json`, run.stdout);
  writeFileSync(`${name}.recording.json`, run.recording ?? '');
}

/** Without what tells one guest from another: name, machine id and boot id. */
export function keepRecording(kernel, run) {
  const { observations } = parseRecording(run.recording);
  observations.host = { ...observations.host, id: null, name: 'guest', bootId: null };
  mkdirSync(RECORDINGS, { recursive: true });
  const text = `${JSON.stringify(observations)}\n`;
  writeFileSync(join(RECORDINGS, `${nameOf(kernel, run)}.json.gz`), gzipSync(text, { level: 9 }));
}
