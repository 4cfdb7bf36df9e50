import * as v from 'valibot';
import { expect, it } from 'vitest';
import { Report } from '../../src/report/contract.js';
import { reporter } from '../../src/reporters/index.js';
import { refusedReport } from '../fixtures/hosts.js';
import { stockReport } from '../fixtures/report.js';

const LOOK = { width: 80, colour: true };

it('writes the document as it is, in the order of the contract', async () => {
  const json = await reporter('json');
  const text = json(stockReport(), LOOK);
  await expect(text).toMatchFileSnapshot('./golden/stock.json');
  expect(Object.keys(JSON.parse(text))).toEqual(Object.keys(Report.entries));
  expect(text).toMatch(/[^\n]\n$/);
  expect(text).not.toContain('\u001b');
});

it('writes documents that the contract takes', async () => {
  const json = await reporter('json');
  for (const report of [stockReport(), refusedReport()]) v.parse(Report, JSON.parse(json(report, LOOK)));
});
