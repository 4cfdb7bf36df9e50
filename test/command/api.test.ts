/** `hgm-probe` and `hgm-probe/report` as a program imports them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { judge, ProbeError, require as requirement } from '../../src/api/index.js';
import { isExpired, parseReport } from '../../src/api/report.js';
import { inventoryOf } from '../../src/report/inventory.js';

const RECORDINGS = fileURLToPath(new URL('../recordings', import.meta.url));
const recording = gunzipSync(readFileSync(join(RECORDINGS, '6.1-amd64-root-2M.json.gz'))).toString();

const failure = async (work: Promise<unknown>): Promise<unknown> => {
  const error = await work.catch((thrown: unknown) => thrown);
  return error instanceof ProbeError ? [error.exitCode, error.message] : error;
};

describe('judge', () => {
  it('makes the report of a recording, good for as long as was asked', async () => {
    const report = await judge(recording, { ttl: '2h' });
    expect(report.hgm.state).toBe('absent');
    expect(Object.keys(report.profiles)).toContain('qemu-postcopy');
    expect(Date.parse(report.expiresAt) - Date.parse(report.collectedAt)).toBe(7_200_000);
  });

  it('says what is wrong with the exit code of the command', async () => {
    expect(await failure(judge('{'))).toEqual([65, expect.stringContaining('line 1')]);
    expect(await failure(judge(recording, { ttl: 'soon' }))).toEqual([64, expect.stringContaining('soon')]);
    expect(await failure(judge(recording, { profiles: '/nonexistent' }))).toEqual([74, expect.any(String)]);
  });
});

describe('require', () => {
  it('asks a report, and one past its time only where that is allowed', async () => {
    const fresh = await judge(recording);
    const report = { ...fresh, expiresAt: new Date(Date.now() + 60_000).toISOString() };
    expect(await requirement('continue.huge:hugetlb-2M', { report })).toMatchObject({ verdict: 'met' });
    expect(await requirement(['qemu-postcopy', 'hgm'], { report })).toMatchObject({
      verdict: 'not_met',
      reason: expect.stringMatching(/^hgm: absent/),
    });
    const old = { ...report, expiresAt: '2026-01-01T00:00:00.000Z' };
    expect(await requirement('hgm', { report: old })).toMatchObject({ verdict: 'cannot_tell' });
    expect(await requirement('hgm', { report: old, allowExpired: true })).toMatchObject({
      verdict: 'not_met',
    });
    expect(await failure(requirement('no-such-row', { report }))).toEqual([64, expect.any(String)]);
  });

  it('prints nothing', async () => {
    const written = vi.spyOn(process.stdout, 'write');
    const said = vi.spyOn(process.stderr, 'write');
    await requirement('hgm', { report: await judge(recording) });
    expect(written).not.toHaveBeenCalled();
    expect(said).not.toHaveBeenCalled();
  });
});

describe('parseReport', () => {
  it('reads both forms, with all keys of the full one', async () => {
    const report = await judge(recording);
    expect(parseReport(JSON.stringify(report))).toEqual(report);
    const stored = parseReport(JSON.stringify(inventoryOf(report as never)));
    expect(stored.capabilities.length).toBeGreaterThan(50);
    expect(stored.hgm).toEqual(report.hgm);
  });

  it('says what is wrong', () => {
    expect(() => parseReport('{"$schema": 1}')).toThrow('$schema');
    expect(() => parseReport('')).toThrow('JSON ends early');
  });

  it('tells the moment from which a report says nothing', () => {
    const expiresAt = '2026-03-01T00:00:00.000Z';
    expect(isExpired({ expiresAt }, new Date('2026-03-01T00:00:00.000Z'))).toBe(false);
    expect(isExpired({ expiresAt }, new Date('2026-03-01T00:00:00.001Z'))).toBe(true);
  });
});
