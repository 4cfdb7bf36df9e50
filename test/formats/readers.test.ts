/** schema/readers, compiled and run by the languages that they are for, on every document that has to be read. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { READERS, readerText } from '../../scripts/lib/docs/report-readers.js';
import { folder, must, ROOT } from './run.js';

const place = folder();
afterAll(() => rmSync(place, { recursive: true, force: true }));

const HOME = join(ROOT, 'schema', 'readers');
const GOOD = join(ROOT, 'schema', 'fixtures', 'good');
const files = readdirSync(GOOD, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json'))
  .map((name) => join(GOOD, name));

const expected = files.map((file) => {
  const { collectedAt, hgm, host, matrix, capabilities = [] } = JSON.parse(readFileSync(file, 'utf8'));
  const rows = Object.keys(matrix).length;
  return `${collectedAt} ${hgm.state} ${host.kernelRelease} ${rows} ${capabilities.length}\n`;
});

it.each(Object.entries(READERS))('%s is that of the schema; else run "npm run schema"', async (file, how) => {
  const schema = readFileSync(join(ROOT, 'schema', 'report.schema.json'), 'utf8');
  expect(readFileSync(join(HOME, file), 'utf8')).toBe(await readerText(schema, how));
});

it('Go reads all of them', () => {
  const env = { ...process.env, GOCACHE: join(place, 'go') };
  const program = join(place, 'read-report');
  must('go', ['build', '-o', program, join(HOME, 'go', 'main.go'), join(HOME, 'go', 'report.go')], { env });
  expect(must(program, files)).toBe(expected.join(''));
});

it('Rust reads all of them', () => {
  const config = join(place, 'cargo.toml');
  writeFileSync(
    config,
    '[source.crates-io]\nreplace-with = "debian"\n[source.debian]\ndirectory = "/usr/share/cargo/registry"\n',
  );
  // The lock is of whose crates they are, so none is left beside the sources.
  must('cp', ['-r', join(HOME, 'rust'), place]);
  const manifest = join(place, 'rust', 'Cargo.toml');
  const args = [
    '--config',
    config,
    'run',
    '--offline',
    '--quiet',
    '--manifest-path',
    manifest,
    '--',
    ...files,
  ];
  expect(must('cargo', args)).toBe(expected.join(''));
  // Three crates and what they need are compiled: a minute of a busy machine.
}, 600_000);

it('Python reads all of them', () => {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  expect(must('python3', [join(HOME, 'python', 'main.py'), ...files], { env })).toBe(expected.join(''));
});
