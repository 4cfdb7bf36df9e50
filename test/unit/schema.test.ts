import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'valibot';
import { describe, expect, it } from 'vitest';
import { reportSchemaText } from '../../scripts/lib/docs/report-schema.js';
import { reportTypesText } from '../../scripts/lib/docs/report-types.js';
import { judge } from '../../src/document/index.js';
import * as contract from '../../src/report/contract.js';
import { STOCK } from './judge/stock.js';

const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const committed = text('schema/report.schema.json');

it('the committed schema is the one of the contract; else run "npm run schema"', () => {
  expect(committed).toBe(reportSchemaText(contract));
});

it('the types in src/api are those of the schema; else run "npm run schema"', async () => {
  expect(text('src/api/document.ts')).toBe(await reportTypesText(committed));
});

describe('a validator that is not ours', () => {
  // The contract's times are checked by pattern and by valibot; Ajv alone knows no formats.
  const validate = new Ajv2020({ strict: true, formats: { 'date-time': true } }).compile(
    JSON.parse(committed),
  );
  const golden: unknown = JSON.parse(text('test/reporters/golden/stock.json'));
  const judged: unknown = JSON.parse(JSON.stringify(judge(STOCK)));

  it.each([
    ['the golden document', golden],
    ['what the judge makes of a stock kernel', judged],
  ])('takes %s, as the contract does', (_, document) => {
    expect(validate(document) || validate.errors).toBe(true);
    expect(() => parse(contract.Report, document)).not.toThrow();
  });

  it.each([
    ['a state that is none', { hgm: { ...judge(STOCK).hgm, state: 'maybe' } }],
    ['a mask as a number', { userfaultfd: { ...judge(STOCK).userfaultfd, features: 0x1ffff } }],
    ['half a page', { pools: [{ ...judge(STOCK).pools[0], free: 0.5 }] }],
    ['no verdict', { hgm: undefined }],
    ['another version', { schemaVersion: '9.9' }],
  ])('refuses %s, as the contract does', (_, change) => {
    const document: unknown = JSON.parse(JSON.stringify({ ...judge(STOCK), ...change }));
    expect(validate(document)).toBe(false);
    expect(() => parse(contract.Report, document)).toThrow();
  });

  it('takes a field that a later version adds', () => {
    expect(validate({ ...(judged as object), later: 1 })).toBe(true);
    expect(() => parse(contract.Report, { ...(judged as object), later: 1 })).not.toThrow();
  });
});

it('the document has its keys in the order of the contract', () => {
  expect(Object.keys(judge(STOCK))).toEqual(Object.keys(contract.Report.entries));
  expect(Object.keys(judge(STOCK).host)).toEqual(Object.keys(contract.Report.entries.host.entries));
});
