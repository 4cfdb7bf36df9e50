import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { readReport } from '../../src/recording/read-report.js';
import type { Report } from '../../src/report/contract.js';
import { checkReport } from '../../src/report/stored.js';
import { stockReport } from '../fixtures/report.js';
import { STOCK } from './judge/stock.js';

const REPORT = stockReport();
const [first] = REPORT.timings;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hgm-probe-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(content: string | Buffer): string {
  const path = join(folder, 'report.json');
  writeFileSync(path, content);
  return path;
}

describe('a report that stands in a file', () => {
  it.each([
    ['plain', JSON.stringify(REPORT)],
    ['gzip', gzipSync(JSON.stringify(REPORT))],
  ])('is read, %s', async (_, content) => {
    const timings = REPORT.timings.map((one) => ({ ...one, units: 1, threads: 1 }));
    expect(await readReport(file(content))).toEqual({ ...REPORT, timings });
    expectTypeOf<Report>().toMatchTypeOf<Report>();
  });

  it('is read where a later minor version added fields, and keeps its version', () => {
    const later = {
      ...REPORT,
      schemaVersion: '1.7',
      moon: { phase: 1 },
      host: { ...REPORT.host, rack: 'b4' },
      capabilities: REPORT.capabilities.map((one) => ({ ...one, price: 1 })),
    };
    const read = checkReport(later);
    expect(read).toMatchObject({ schemaVersion: '1.7', host: REPORT.host });
    expect(read).not.toHaveProperty('moon');
    expect(read.capabilities).toEqual(REPORT.capabilities);
  });

  it('keeps the distribution of a timing', () => {
    const distribution = { ns: [600, 610], counts: [3, 4] };
    const [read] = checkReport({ ...REPORT, timings: [{ ...first, units: 4, distribution }] }).timings;
    expect(read).toMatchObject({ units: 4, threads: 1, distribution });
  });
});

describe('what is no report', () => {
  it.each([
    ['null', /the document: expected Object, found null/],
    ['[]', /\$schema: missing/],
    ['{"a":1,}', /no JSON at line 1, column 8/],
    ['{"a":', /JSON ends early at line 1, column 6/],
    ['', /empty file/],
    [JSON.stringify(STOCK), /a recording, not a report: hgm-probe judge --json makes a report of it/],
  ])('%.20s is refused with the place', async (content, why) => {
    const path = file(content);
    const fault = expect.objectContaining({ exitCode: 65, message: expect.stringMatching(why) });
    await expect(readReport(path)).rejects.toEqual(fault);
    await expect(readReport(path)).rejects.toThrow(`cannot read ${path}: `);
  });

  it.each([
    [{ schemaVersion: '2.0' }, 'schemaVersion: expected 1.x, found "2.0"'],
    [{ $schema: 'urn:hgm-probe:report:2' }, '$schema: expected "urn:hgm-probe:report:1"'],
    [{ expiresAt: '2026-13-45T99:00:00Z' }, 'expiresAt: expected an ISO 8601 time'],
    [
      { capabilities: [{ ...REPORT.capabilities[0], state: 'perhaps' }] },
      /capabilities\[0\]\.state: .* found "perhaps"/,
    ],
    [{ timings: [{ ...first, distribution: { ns: [2, 1], counts: [1, 1] } }] }, 'timings[0].distribution: '],
    [{ timings: [{ ...first, distribution: { ns: [1, 2], counts: [1] } }] }, 'timings[0].distribution: '],
    [
      { timings: [{ ...first, distribution: { ns: [1], counts: [0] } }] },
      'timings[0].distribution.counts[0]',
    ],
    [{ timings: [{ ...first, distribution: { ns: [1e17], counts: [1] } }] }, 'timings[0].distribution.ns[0]'],
    [
      { timings: [{ ...first, distribution: { ns: [1, 2], counts: [2 ** 53 - 1, 2 ** 53 - 1] } }] },
      'timings[0].distribution: ',
    ],
  ])('%j is refused with its place', (wrong, message) => {
    expect(() => checkReport({ ...REPORT, ...wrong })).toThrow(message);
  });

  it('is a file that is not there, or has no name', async () => {
    await expect(readReport(join(folder, 'none'))).rejects.toMatchObject({ exitCode: 74 });
    await expect(readReport('', '--from')).rejects.toMatchObject({
      exitCode: 64,
      message: '--from needs the name of a file',
    });
  });
});
