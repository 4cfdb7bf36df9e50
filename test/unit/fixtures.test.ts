/**
 * The documents beside the schema. A good one of any version has to be read by every later one; a bad one is
 * refused for the damage that it was given.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { getDotPath, safeParse } from 'valibot';
import { describe, expect, it } from 'vitest';
import { Report } from '../../src/report/contract.js';
import { DETAILS } from '../../src/report/details.js';
import { SCHEMA_VERSION } from '../../src/report/version.js';

const FOLDER = fileURLToPath(new URL('../../schema/', import.meta.url));
const json = (path: string) => JSON.parse(readFileSync(`${FOLDER}${path}`, 'utf8'));
const all = (kind: string): string[] =>
  readdirSync(`${FOLDER}fixtures/${kind}`, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.json'),
  );
const ajv = new Ajv2020({ strict: true, allErrors: true, formats: { 'date-time': true } });
const validate = ajv.compile(json('report.schema.json'));

it('there are good and bad ones of this version', () => {
  for (const kind of ['good', 'bad'])
    expect(all(kind).some((file) => file.startsWith(`${SCHEMA_VERSION}/`))).toBe(true);
});

it('every detail, readiness and the place of another stand in some good one of this version', () => {
  const documents = all('good')
    .filter((file) => file.startsWith(`${SCHEMA_VERSION}/`))
    .map((file) => json(`fixtures/good/${file}`));
  const missing = DETAILS.filter((key) => !documents.some((one) => Object.keys(one[key] ?? {}).length > 0));
  expect(missing).toEqual([]);
  expect(documents.some(({ profiles }) => Object.keys(profiles).length > 0)).toBe(true);
  expect(documents.some(({ ranAs }) => ranAs.notTakenOver.length > 0)).toBe(true);
  expect(documents.some(({ users = [] }) => users.length > 0)).toBe(true);
});

describe('good', () => {
  it.each(all('good'))('%s', (file) => {
    const document = json(`fixtures/good/${file}`);
    expect(validate(document) || validate.errors).toBe(true);
    const { success, output } = safeParse(Report, document);
    expect(success).toBe(true);
    // Nothing of it is lost in reading.
    expect(output).toEqual(document);
  });
});

describe('bad', () => {
  it.each(all('bad'))('%s', (file) => {
    const { path, document } = json(`fixtures/bad/${file}`);
    const { issues } = safeParse(Report, document);
    expect(new Set(issues?.map((issue) => getDotPath(issue)))).toEqual(new Set([path]));
    expect(validate(document)).toBe(false);
    const named = validate.errors?.map(({ instancePath, params }) =>
      [instancePath.slice(1).replaceAll('/', '.'), params.missingProperty].filter(Boolean).join('.'),
    );
    expect(new Set(named)).toEqual(new Set([path]));
  });
});

/** Objects whose keys are names of the host or of the catalog, and no fields. */
const MAPS = new Set(['matrix', 'matrix.*', 'profiles', 'users[].profiles', 'latency', 'serving']);

/** Puts a field into every object, as a later version may; a map gets an entry that is like its others. */
function grown(value: unknown, path = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => grown(item, `${path}[]`));
  if (value === null || typeof value !== 'object') return value;
  const isMap = MAPS.has(path);
  const under = (key: string): string => (path === '' ? key : `${path}.${isMap ? '*' : key}`);
  const entries = Object.entries(value).map(([key, item]) => [key, grown(item, under(key))] as const);
  const later = isMap ? entries[0]?.[1] : { field: [1] };
  return Object.fromEntries(later === undefined ? entries : [...entries, ['later', later]]);
}

it('a field that a later version adds, anywhere, keeps nobody from reading', () => {
  for (const file of all('good')) {
    const later = { ...(grown(json(`fixtures/good/${file}`)) as object), schemaVersion: '1.7' };
    expect(validate(later) || validate.errors).toBe(true);
    expect(safeParse(Report, later).success).toBe(true);
  }
});
