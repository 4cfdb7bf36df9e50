import { describe, expect, it } from 'vitest';
import { escaped } from '../../../../src/ground/escape.js';
import { judgeHgmFile } from '../../../../src/judge/hgm/hgm-file.js';
import { judgeWitnesses } from '../../../../src/judge/hgm/witnesses.js';
import type { Observations, Pool, TextFile, Witnesses } from '../../../../src/observe/observations.js';
import type { Hgm } from '../../../../src/report/contract.js';
import { G1, M2 } from '../build.js';
import { STOCK } from '../stock.js';

const verdict = (state: Hgm['state'], dialect: Hgm['dialect'] = null): Hgm => ({
  state,
  granuleBytes: null,
  dialect,
  proof: null,
  granules: [],
  reason: 'x',
});
const ABSENT = verdict('absent');

const seeing = (witnesses: Partial<Witnesses>): Observations => ({
  ...STOCK,
  witnesses: { ...STOCK.witnesses, ...witnesses },
});

function said(id: string, observations: Observations, hgm = ABSENT) {
  const found = judgeWitnesses(observations, hgm).find((witness) => witness.id === id);
  return [found?.says, found?.agrees];
}

describe('a witness', () => {
  const config = (hgm: 'y' | 'n' | null, path: string | null = '/boot/config') =>
    seeing({ kconfig: { path, hgm, userfaultfd: 'y', hugetlb: 'y', landlock: null } });

  it('agrees or not with what is found, and with nothing where nothing is', () => {
    expect(said('kconfig', config('y'))).toEqual(['on', false]);
    expect(said('kconfig', config('y'), verdict('supported'))).toEqual(['on', true]);
    expect(said('kconfig', config('n'))).toEqual(['off', true]);
    expect(said('kconfig', config('n'), verdict('supported'))).toEqual(['off', false]);
    expect(said('kconfig', config('y'), verdict('unknown'))).toEqual(['on', null]);
    expect(said('kconfig', config(null))).toEqual(['nothing', null]);
    expect(said('kconfig', config(null, null))).toEqual(['nothing', null]);
    expect(said('kconfig', config('y', null))).toEqual(['on', false]);
  });

  it('of symbols tells compiled in from patched', () => {
    const names = (compiledIn: string[], patched: string[], readable = true) =>
      seeing({
        symbols: [{ source: 'btf', path: '/sys/kernel/btf/vmlinux', readable, compiledIn, patched }],
      });
    expect(said('btf', names(['hugetlb_collapse'], ['hugetlb_hgm_walk']))).toEqual(['on', false]);
    expect(said('btf', names([], ['hugetlb_hgm_walk']))).toEqual(['patched', true]);
    expect(said('btf', names([], ['hugetlb_hgm_walk']), verdict('supported'))).toEqual(['patched', true]);
    expect(said('btf', names([], []))).toEqual(['off', true]);
    expect(said('btf', names([], [], false))).toEqual(['nothing', null]);
  });

  it('of smaps says nothing by its silence', () => {
    expect(said('smaps', seeing({ smapsPteMapped: true }))).toEqual(['on', false]);
    expect(said('smaps', seeing({ smapsPteMapped: false }))).toEqual(['nothing', null]);
    expect(said('smaps', seeing({ smapsPteMapped: null }))).toEqual(['nothing', null]);
  });

  it('of demote needs both sizes', () => {
    const [small, large] = STOCK.poolsBefore as [Pool, Pool];
    const pools = (a: boolean | null, b: boolean | null): Observations => ({
      ...STOCK,
      poolsBefore: [
        { ...small, demote: a },
        { ...large, demote: b },
      ],
    });
    expect(said('demote', pools(true, false))).toEqual(['patched', true]);
    expect(said('demote', pools(true, true))).toEqual(['nothing', null]);
    expect(said('demote', pools(false, true))).toEqual(['nothing', null]);
    expect(said('demote', pools(null, false))).toEqual(['nothing', null]);
    expect(said('demote', { ...STOCK, poolsBefore: [{ ...small, demote: true }] })).toEqual([
      'nothing',
      null,
    ]);
    expect([small.pageBytes, large.pageBytes]).toEqual([M2, G1]);
  });

  it('of HVO never contradicts', () => {
    expect(said('hvo', STOCK)).toEqual(['nothing', null]);
    expect(said('hvo', STOCK, verdict('supported', 'madv-split'))).toEqual(['nothing', null]);
    const none = { ...STOCK, settings: { ...STOCK.settings, hugetlbOptimizeVmemmap: null } };
    expect(said('hvo', none)).toEqual(['nothing', null]);
  });
});

const path = '/sys/kernel/mm/hugepages/hgm';
const file = (text: string | null, errno: string | null = null): TextFile => ({
  path,
  text,
  errno,
  truncated: false,
});

describe('the file', () => {
  it.each([
    ['1\n', 'on'],
    ['Y', 'on'],
    ['enabled', 'on'],
    ['on', 'on'],
    ['0\n', 'off'],
    ['n', 'off'],
    ['off', 'off'],
    ['disabled', 'off'],
    ['always [madvise]', 'nothing'],
    ['', 'nothing'],
    // As a reader gives it, white space escaped.
    ['1\\x0a', 'on'],
    ['0 \\x0d\\x0a', 'off'],
    ['\\x0a', 'nothing'],
  ])('%j says %s', (text, says) => {
    expect(said(`file:${path}`, seeing({ hgmFiles: [file(text)] }))[0]).toBe(says);
  });

  it('is shown escaped and short', () => {
    const found = judgeWitnesses(seeing({ hgmFiles: [file(`\u001b[31m${'x'.repeat(99)}`)] }), ABSENT).at(-1);
    expect(found?.detail).toMatch(/^\\x1b\[31mx+…$/);
    expect(escaped('é\u0007☃')).toBe('\\xe9\\x07\\u{2603}');
  });

  it.each([
    [[file('1'), file(null, 'ENOENT')], 'advertised', 'present'],
    [[file(null, 'ENOENT'), file(null, 'ENOENT')], 'absent', 'no_file'],
    [[file(null, 'ENOENT'), file(null, 'EACCES')], 'not_permitted', 'eacces'],
    [[file(null, 'EPERM')], 'not_permitted', 'eperm'],
    [[file(null, 'EIO')], 'unknown', 'unexpected_eio'],
    [[file(null, null)], 'unknown', 'unexpected_null'],
    [[], 'unknown', 'not_run'],
  ] as const)('is a row: %j', (hgmFiles, state, reason) => {
    expect(judgeHgmFile(seeing({ hgmFiles: [...hgmFiles] }))).toMatchObject({ state, reason });
  });

  it('is not absent where /sys could not be read', () => {
    const blind = { ...seeing({ hgmFiles: [file(null, 'ENOENT')] }), poolsBefore: [] };
    expect(judgeHgmFile(blind)).toMatchObject({ state: 'unknown', reason: 'control_failed' });
    // Sizes that an experiment found, or /proc/meminfo told, say nothing of /sys.
    const unlisted = { ...blind, poolsBefore: STOCK.poolsBefore.map((pool) => ({ ...pool, demote: null })) };
    expect(judgeHgmFile(unlisted)).toMatchObject({ state: 'unknown', reason: 'control_failed' });
  });
});
