/** docs/report.md names every field of the schema and none that is not there; docs/formats.md every number. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { GROUPS } from '../../src/report/groups.js';
import { READINESS_NUMBERS, STATE_NUMBERS } from '../../src/report/ranks.js';

interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema;
  anyOf?: Schema[];
}

const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** `pools[].nodes[].free`, `latency.*.n`: leaves, and objects that may be null. */
function fields(schema: Schema, path = ''): string[] {
  const under = (inner: Schema, name: string): string[] => fields(inner, name);
  const nullable = schema.anyOf?.find((one) => one.properties);
  if (nullable) return [path, ...fields(nullable, path)];
  if (schema.items) return under(schema.items, `${path}[]`);
  if (schema.additionalProperties?.anyOf ?? Object.keys(schema.additionalProperties ?? {}).length > 0)
    return under(schema.additionalProperties as Schema, `${path}.*`);
  const named = Object.entries(schema.properties ?? {});
  if (named.length === 0) return [path];
  return named.flatMap(([key, inner]) => under(inner, path === '' ? key : `${path}.${key}`));
}

it('docs/formats.md has the numbers of the states', () => {
  const said = (numbers: Readonly<Record<string, number>>): string =>
    Object.entries(numbers)
      .map(([state, number]) => `${number} ${state}`)
      .join(', ');
  const formats = text('docs/formats.md').replace(/\s+/g, ' ');
  expect(formats).toContain(`States: ${said(STATE_NUMBERS)}.`);
  expect(formats).toContain(`Readiness: ${said(READINESS_NUMBERS)}.`);
  for (const { series } of GROUPS) expect(formats).toContain(`\`${series}\``);
});

it('has a row for every field, once', () => {
  const documented = [...text('docs/report.md').matchAll(/^\| `([^`]+)` \|/gm)].map(([, field]) => field);
  const contract = fields(JSON.parse(text('schema/report.schema.json')));
  expect(documented.sort()).toEqual(contract.sort());
});
