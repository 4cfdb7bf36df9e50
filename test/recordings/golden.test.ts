/** Every recording, judged: the report is its golden one, row by row. `npm run goldens` writes them anew. */
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { judge } from '../../src/document/index.js';
import { readRecording } from '../../src/recording/read.js';
import type { Report } from '../../src/report/contract.js';
import { stockReport } from '../fixtures/report.js';
import { changes } from './changes.js';

const FOLDER = fileURLToPath(new URL('./', import.meta.url));
const names = (folder: string, ending: string) =>
  readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length));
const RECORDINGS = names(FOLDER, '.json.gz');

it('there is one golden report of each recording', () => {
  expect(names(`${FOLDER}golden/`, '.report.json.gz')).toEqual(RECORDINGS);
});

it.each(RECORDINGS)('%s', async (name) => {
  const { observations, notice } = await readRecording(createReadStream(`${FOLDER}${name}.json.gz`));
  const golden = gunzipSync(readFileSync(`${FOLDER}golden/${name}.report.json.gz`)).toString();
  // The stamp that scripts/refresh-goldens.js gives: a version would make every golden stale.
  const report = judge({ ...observations, toolVersion: 'golden' });
  expect(notice).toBeNull();
  expect(changes(JSON.parse(golden) as Report, report)).toEqual([]);
  expect(`${JSON.stringify(report)}\n` === golden, 'the same rows in the same order of keys').toBe(true);
});

it('a row that changed is told by its name', () => {
  const report = stockReport();
  const [first, ...others] = report.capabilities;
  if (first === undefined) throw new Error('no row');
  const changed = { ...report, capabilities: [{ ...first, reason: 'other' }, ...others], untimed: [] };
  const name = `capability ${first.id} ${first.memory ?? '-'}`;
  expect(changes(report, report)).toEqual([]);
  expect(changes(report, changed)[0]).toBe(`${name}: {"reason":"${first.reason}"} -> {"reason":"other"}`);
  expect(changes({ ...report, capabilities: others }, report)[0]).toMatch(`${name}: none -> {`);
});
