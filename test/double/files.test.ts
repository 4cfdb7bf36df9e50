/** The sysfs file that was only ever talked about: shown, never believed, never raw. */
import { beforeAll, describe, expect, it } from 'vitest';
import { witness } from './expected.js';
import { ESCAPES } from './modes.js';
import { build, play, print, row, whyNot } from './run-double.js';

const why = whyNot();
const FILE = 'file:/sys/kernel/mm/hugepages/hgm';
const ELSEWHERE = 'file:/sys/kernel/vm/hugepages/hgm';
const QUICK = { flags: ['--no-latency', '--borrow', 'none'] };
/** Whatever a terminal or a reader could act on: controls but the newline, and marks that turn text around. */
const RAW = /[\p{Cc}\p{Cf}\p{Co}]/u;

describe.skipIf(why !== null)('the sysfs file alone, on a stock kernel', () => {
  beforeAll(build, 120_000);

  it.each([
    ['file-0', 'off', true],
    ['file-1', 'on', false],
    ['file-garbage', 'nothing', null],
    ['file-1MiB', 'nothing', null],
    ['file-escapes', 'nothing', null],
  ] as const)('%s says %s and decides nothing', (mode, says, agrees) => {
    const { report, recording } = play(mode, QUICK);
    expect(report.hgm).toMatchObject({
      state: 'absent',
      dialect: null,
      proof: null,
      granules: [],
      reason: 'refused',
    });
    expect(row(report, 'hgm.file')).toMatchObject({ state: 'advertised', reason: 'present' });
    expect(witness(report, FILE)).toMatchObject({ says, agrees });
    expect(witness(report, ELSEWHERE).says).toBe(mode === 'file-1' ? 'on' : 'nothing');
    for (const { detail } of report.witnesses) expect(detail).not.toMatch(RAW);
    for (const line of row(report, 'hgm.file').evidence) expect(line).not.toMatch(RAW);
    // A page of a file of 1 MiB at most, and a report that stays small.
    expect(witness(report, FILE).detail.length).toBeLessThan(200);
    expect(recording.length).toBeLessThan(1 << 20);
  });

  it.each([[], ['--json'], ['--format', 'json']])('escapes reach no output raw: %j', (...flags) => {
    const text = print('file-escapes', [...QUICK.flags, ...flags]);
    expect(text).toContain('absent');
    for (const line of text.split('\n')) expect(line).not.toMatch(RAW);
    // JSON could carry them as escapes of its own, which come to life when it is read.
    expect(text).not.toMatch(/\\u001b|\\u202e|\\u0007/i);
    expect(text).not.toContain(ESCAPES);
  });

  it('file-garbage: bytes that are no text are shown as bytes', () => {
    const { report } = play('file-garbage', QUICK);
    expect(witness(report, FILE).detail).toContain('\\xff\\x00\\x80');
  });
});
