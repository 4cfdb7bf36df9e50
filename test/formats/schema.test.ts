/** Documents against the committed schema, by Debian's python3-jsonschema. */
import { createReadStream, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { judge } from '../../src/document/index.js';
import { readRecording } from '../../src/recording/read.js';
import { inventoryOf } from '../../src/report/inventory.js';
import { ANY, mishaps, suffer } from '../recordings/mishap.js';
import { folder, must, probe, ROOT } from './run.js';

const SCHEMA = join(ROOT, 'schema', 'report.schema.json');

/** One word a line: whether that document is valid. The schema itself is checked first. */
const SCRIPT = `
import json, sys
from jsonschema import Draft202012Validator as Validator
schema = json.load(open(sys.argv[1]))
Validator.check_schema(schema)
validator = Validator(schema)
for line in sys.stdin:
    error = next(validator.iter_errors(json.loads(line)), None)
    print("valid" if error is None else "bad " + "/".join(map(str, error.absolute_path)))
`;

function verdicts(documents: readonly unknown[]): string[] {
  const place = folder();
  writeFileSync(join(place, 'validate.py'), SCRIPT);
  const input = documents.map((document) => `${JSON.stringify(document)}\n`).join('');
  const out = must('python3', [join(place, 'validate.py'), SCHEMA], { input });
  rmSync(place, { recursive: true });
  return out.trimEnd().split('\n');
}

const wrong = (documents: readonly unknown[]): string[] =>
  verdicts(documents).filter((verdict) => verdict !== 'valid');

const recordings = (): string[] =>
  readdirSync(join(ROOT, 'test/recordings')).filter((file) => file.endsWith('.json.gz'));

it('what this host gives, in both forms', () => {
  const documents = [
    JSON.parse(probe('--json', '--borrow', 'none').stdout),
    JSON.parse(probe('--json', '--compact', '--no-latency', '--ttl', '2h').stdout),
  ];
  expect(wrong(documents)).toEqual([]);
});

it('every recording, judged, in both forms', async () => {
  const documents: unknown[] = [];
  for (const file of recordings()) {
    const { observations } = await readRecording(createReadStream(join(ROOT, 'test/recordings', file)));
    const report = judge(observations);
    documents.push(report, inventoryOf(report));
  }
  expect(documents.length).toBeGreaterThan(100);
  expect(wrong(documents)).toEqual([]);
});

it('recordings in which something went wrong', async () => {
  const documents: unknown[] = [];
  for (const file of recordings().slice(0, 30)) {
    const { observations } = await readRecording(createReadStream(join(ROOT, 'test/recordings', file)));
    for (const bad of fc.sample(mishaps(ANY, 'garbled'), 10))
      documents.push(inventoryOf(judge(suffer(observations, bad))));
  }
  expect(documents.length).toBe(300);
  expect(wrong(documents)).toEqual([]);
});

it('the good and the bad examples', () => {
  const examples = (kind: string) =>
    readdirSync(join(ROOT, 'schema/fixtures', kind), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.json'))
      .map((file) => JSON.parse(readFileSync(join(ROOT, 'schema/fixtures', kind, file), 'utf8')));
  expect(wrong(examples('good'))).toEqual([]);
  const bad = examples('bad').map(({ document }) => document);
  expect(verdicts(bad).filter((verdict) => verdict === 'valid')).toEqual([]);
});

it('what the command prints is the committed schema', () => {
  expect(probe('schema').stdout).toBe(readFileSync(SCHEMA, 'utf8'));
});
