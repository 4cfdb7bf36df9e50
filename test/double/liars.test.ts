/** Kernels that say one thing and do another: none is believed, and the disagreement is shown. */
import { beforeAll, describe, expect, it } from 'vitest';
import { anyTimed, contradicting, witness } from './expected.js';
import { build, play, print, row, whyNot } from './run-double.js';

const why = whyNot();
const SIZES = ['hugetlb-2M', 'hugetlb-1G'];

describe.skipIf(why !== null)('a kernel that lies', () => {
  beforeAll(build, 120_000);

  it('rfc-v2-off: bit 13 accepted, hugetlb then refused: absent, compiled out', () => {
    const { report } = play('rfc-v2-off');
    expect(report.hgm).toMatchObject({
      state: 'absent',
      dialect: null,
      proof: null,
      granules: [],
      reason: 'compiled_out',
    });
    expect(BigInt(String(report.userfaultfd.features)) & 0x2000n).toBe(0x2000n);
    for (const memory of SIZES) expect(row(report, 'hgm', memory).reason).toBe('compiled_out');
    // "Patched" goes with "compiled out".
    expect(witness(report, 'btf')).toMatchObject({ says: 'patched', agrees: true });
    expect(contradicting(report)).toEqual([]);
    expect(anyTimed(report)).toEqual([]);
  });

  it('advice-only: 26 is taken and nothing is behind it', () => {
    const { report } = play('advice-only');
    expect(report.hgm).toMatchObject({ state: 'absent', dialect: null, proof: null, granules: [] });
    for (const memory of ['anonymous', 'shmem', ...SIZES]) {
      expect(row(report, 'madv_split', memory)).toMatchObject({
        state: 'unknown',
        reason: 'accepted_meaning_unknown',
      });
    }
    expect(anyTimed(report)).toEqual([]);
  });

  it('neighbour: a base page said to be mapped, and its neighbour does not fault', () => {
    const { report, recording } = play('neighbour');
    // The call itself looks perfect: only the neighbour tells.
    const proof = JSON.parse(recording).experiments.find(
      (each: { id: string; memory: string; dialect: string }) =>
        each.id === 'hgm_proof' && each.memory === 'hugetlb-2M' && each.dialect === 'rfc-v2',
    );
    const call = proof.calls.find(({ step }: { step: string }) => step === 'continue_base');
    expect(call).toMatchObject({ ret: 0, out: { mapped: 4096 } });
    expect(row(report, 'hgm', 'hugetlb-2M')).toMatchObject({
      state: 'unknown',
      reason: 'neighbour_did_not_fault',
    });
    expect(anyTimed(report)).toEqual([]);
  });

  it('neighbour: what failed where it was tried is not believed of a size where it was not', () => {
    const { report } = play('neighbour', { flags: ['--no-latency'] });
    expect(row(report, 'hgm', 'hugetlb-1G').state).toBe('unknown');
    expect(report.hgm).toMatchObject({ state: 'unknown', dialect: null, proof: null, granules: [] });
  });

  it('witnesses-only: smaps, kconfig and BTF say HGM, and behaviour does not', () => {
    const { report } = play('witnesses-only');
    expect(report.hgm).toMatchObject({
      state: 'absent',
      dialect: null,
      proof: null,
      granules: [],
      reason: 'refused',
    });
    for (const id of ['kconfig', 'btf', 'smaps'])
      expect(witness(report, id)).toMatchObject({ says: 'on', agrees: false });
    expect(anyTimed(report)).toEqual([]);
  });

  it('behaviour-only: behaviour says HGM, and no witness does', () => {
    const { report } = play('behaviour-only');
    expect(report.hgm).toMatchObject({ state: 'supported', dialect: 'rfc-v2', proof: 'mapped' });
    expect(witness(report, 'btf')).toMatchObject({ says: 'off', agrees: false });
    for (const id of ['kconfig', 'smaps', 'demote'])
      expect(witness(report, id)).toMatchObject({ says: 'nothing', agrees: null });
  });

  it('hollow-bits: 17, 18 and 40 are offered and taken, and nothing is behind them', () => {
    const { report } = play('hollow-bits', { flags: ['--no-latency'] });
    // Mainline's names for the first two are never used: public trees have others for them.
    expect(report.userfaultfd.unnamedBits).toEqual([17, 18, 40]);
    expect(report.userfaultfd.featureNames?.join(' ')).toMatch(/WP_HUGETLBFS_SHMEM$/);
    for (const id of ['feature.rwp', 'feature.rwp_async', 'register.rwp', 'track.accessed', 'track.set_mode'])
      for (const each of report.capabilities.filter((row) => row.id === id))
        expect(each.state, `${id} ${each.memory}`).toMatch(/^(?:absent|unknown)$/);
    expect(row(report, 'feature.bit17')).toMatchObject({ state: 'advertised', reason: 'uncorroborated' });
    expect(row(report, 'feature.bit18')).toMatchObject({ state: 'advertised', reason: 'uncorroborated' });
    expect(row(report, 'feature.bit40')).toMatchObject({ state: 'advertised', reason: 'unnamed' });
    expect(print('hollow-bits', ['--no-latency'])).toMatch(/newer or patched: feature bits 17, 18, 40/);
  });
});
