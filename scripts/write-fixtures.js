/**
 * Writes schema/fixtures of this version: good documents, and bad ones with one damage each. Those of older
 * versions stay as they are: what was once good has to be read for ever.
 */
import { createReadStream, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DAMAGES } from './lib/damages.js';
import { ROOT } from './lib/paths.js';

const { judge } = await import('../dist/document/index.js');
const { loadProfiles } = await import('../dist/profiles/own.js');
const { readRecording } = await import('../dist/recording/read.js');
const { inventoryOf } = await import('../dist/report/inventory.js');
const { SCHEMA_VERSION } = await import('../dist/report/version.js');

const FOLDER = join(ROOT, 'schema', 'fixtures');
const GOLDEN = join(ROOT, 'test', 'recordings', 'golden');
const RECORDINGS = join(ROOT, 'test', 'fixtures', 'recordings');

function fresh(kind) {
  const folder = join(FOLDER, kind, SCHEMA_VERSION);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return (name, document) =>
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(document, null, 2)}\n`);
}

const read = (file) => JSON.parse(gunzipSync(readFileSync(join(GOLDEN, file))).toString());
const good = fresh('good');
// One full document is enough of that size; of the form that a fleet stores every kernel is kept.
good('full', read('6.18-amd64-root-2M.report.json.gz'));
for (const file of readdirSync(GOLDEN).filter((name) => /-(root-2M|nobody-empty)\./.test(name)))
  good(file.replace('.report.json.gz', ''), inventoryOf(read(file)));
// What a plain run has nothing of: a bench, a run in the place of a process, and a host with users of consumers.
for (const name of ['bench', 'caller', 'users']) {
  const { observations } = await readRecording(createReadStream(join(RECORDINGS, `${name}.json.gz`)));
  const report = judge({ ...observations, toolVersion: 'golden' }, { profiles: await loadProfiles() });
  good(name, report);
}

const bad = fresh('bad');
for (const [name, { path, damage }] of Object.entries(DAMAGES)) {
  const document = structuredClone(inventoryOf(read('6.18-amd64-root-2M.report.json.gz')));
  damage(document);
  // The reader of a fixture looks for `path`: a document that is bad for another reason shows nothing.
  bad(name, { path, document });
}
