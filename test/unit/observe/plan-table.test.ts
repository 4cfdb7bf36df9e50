import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { planTable, seriesNames } from '../../../src/observe/plan/plan-table.js';

const native = (name: string) =>
  readFileSync(new URL(`../../../native/program/${name}`, import.meta.url), 'utf8');
const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

it('is what the program has of it; npm run plans writes it', () => {
  expect(native('plan_table.inc')).toBe(planTable(version));
  expect(native('series_names.inc')).toBe(seriesNames());
});
