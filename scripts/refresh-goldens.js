/**
 * Writes test/recordings/golden/NAME.report.json.gz from test/recordings/NAME.json.gz, with the built judge.
 * A golden whose report did not change is left as it is: zlib's bytes differ from one version to the next.
 */
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { ROOT } from './lib/paths.js';
import { say } from './lib/run.js';

const { readRecording } = await import('../dist/recording/read.js');
const { judge } = await import('../dist/document/index.js');

const RECORDINGS = join(ROOT, 'test', 'recordings');
const GOLDEN = join(RECORDINGS, 'golden');
/** Instead of a version, which would make every golden stale. */
const STAMP = 'golden';

/** `OS` of the gzip header (RFC 1952, 2.3): 255 is unknown. `MTIME` is 0 from Node. */
const OS_BYTE = 9;

function packed(text) {
  const bytes = gzipSync(text, { level: 9 });
  bytes[OS_BYTE] = 255;
  return bytes;
}

async function golden(file) {
  const { observations } = await readRecording(createReadStream(file));
  return `${JSON.stringify(judge({ ...observations, toolVersion: STAMP }))}\n`;
}

mkdirSync(GOLDEN, { recursive: true });
const names = readdirSync(RECORDINGS)
  .filter((file) => file.endsWith('.json.gz'))
  .map((file) => file.slice(0, -'.json.gz'.length));
let written = 0;
for (const name of names) {
  const text = await golden(join(RECORDINGS, `${name}.json.gz`));
  const file = join(GOLDEN, `${name}.report.json.gz`);
  if (existsSync(file) && gunzipSync(readFileSync(file)).toString() === text) continue;
  writeFileSync(file, packed(text));
  written++;
}
const stale = readdirSync(GOLDEN).filter((file) => !names.includes(file.replace(/\.report\.json\.gz$/, '')));
for (const file of stale) rmSync(join(GOLDEN, file));
say(`${names.length} recordings: ${written} goldens written, ${stale.length} removed`);
