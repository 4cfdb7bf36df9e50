/** The shipping tool on kernels with HGM: the right dialect, granules, proof and timings. */
import { beforeAll, describe, expect, it } from 'vitest';
import { anyTimed, contradicting, granules, timed, witness } from './expected.js';
import { build, play, row, whyNot } from './run-double.js';

const BASE_SERIES = [
  'fault.poll',
  'continue.first_base',
  'continue.later_base',
  'continue.last_base',
  'collapse',
];
/** Without the fault: the double resumes none on a gigantic page, which is shmem there, so its row has no sample. */
const GIGANTIC_SERIES = [...BASE_SERIES.slice(1, 4), 'continue.piece', 'collapse'];
/** Of 1, 16 and 256 huge pages. */
const SPLITS = ['madv_split', 'madv_split', 'madv_split'];
const why = whyNot();

describe.skipIf(why !== null)('a kernel with HGM', () => {
  beforeAll(build, 120_000);

  it.each([
    ['rfc-v1', BASE_SERIES],
    ['rfc-v2', BASE_SERIES],
    ['madv-split', ['fault.poll', ...SPLITS, ...BASE_SERIES.slice(1)]],
  ] as const)('%s is found, proved with one page and timed', (mode, series) => {
    const { report } = play(mode);
    expect(report.hgm).toMatchObject({
      state: 'supported',
      dialect: mode,
      proof: 'mapped',
      granules: granules('2M', '1G'),
    });
    expect(timed(report, '2M')).toEqual(series);
    // The advice takes no page, so it is timed where none was borrowed.
    expect(timed(report, '1G')).toEqual(mode === 'madv-split' ? SPLITS : []);
    for (const { n, firstNs } of report.timings.filter((each) => !each.baseline)) {
      expect([n > 0, firstNs !== null]).toEqual([true, true]);
    }
    expect(row(report, 'hgm', 'hugetlb-2M')).toMatchObject({ state: 'supported', reason: 'works' });
    // The whole page is mapped where a base page was as well: in a mapping that no page table was left in.
    for (const id of ['continue.huge', 'collapse.huge'])
      expect(row(report, id, 'hugetlb-2M')).toMatchObject({ state: 'supported', reason: 'works' });
    expect(report.latency['fault.poll:hugetlb-2M@4K']).toBeDefined();
    expect(row(report, 'hgm.collapse', 'hugetlb-2M')).toMatchObject({ state: 'supported', reason: 'works' });
    expect(row(report, 'hgm.collapse', 'hugetlb-1G')).toMatchObject({
      state: 'advertised',
      reason: 'marker',
    });
    expect(contradicting(report)).toEqual([]);
    expect(witness(report, 'demote')).toMatchObject({ says: 'patched', agrees: true });
    for (const { freeBefore, freeAfter } of report.ledger) expect(freeAfter).toBe(freeBefore);
  });

  it.each(['rfc-v1', 'rfc-v2'] as const)('%s has no MADV_SPLIT, and says so of its timing', (mode) => {
    const { report } = play(mode);
    expect(row(report, 'madv_split', 'hugetlb-2M').state).toBe('absent');
    expect(report.untimed).toContainEqual({
      id: 'madv_split',
      memory: 'hugetlb-2M',
      reason: 'other_dialect',
    });
  });

  it('madv-split: the advice is hugetlb’s alone, and what it does to the VMAs stands in the evidence', () => {
    const { report } = play('madv-split', { flags: ['--no-latency'] });
    for (const size of ['2M', '1G']) {
      const { state, evidence } = row(report, 'madv_split', `hugetlb-${size}`);
      expect(state).toBe('supported');
      expect(evidence.filter((line) => /^look vmas_(middle|whole) /.test(line)).join()).toMatch(
        /vmas_whole 0 vmas=1 hm=1 .*vmas_middle 0 vmas=3 hm=1 /,
      );
      expect(evidence).toContain('test odd_length -1 EINVAL');
      expect(evidence).toContain('test whole -1 EINVAL mapping=private');
    }
    for (const memory of ['anonymous', 'shmem']) {
      expect(row(report, 'madv_split', memory)).toMatchObject({ state: 'absent', reason: 'hugetlb_only' });
    }
    expect(anyTimed(report)).toEqual([]);
  });

  it('rfc-v1 without BTF is told by kallsyms, and by no key in smaps', () => {
    const { report } = play('rfc-v1', { flags: ['--no-latency'] });
    expect(witness(report, 'kallsyms')).toMatchObject({ says: 'on', agrees: true });
    expect(witness(report, 'smaps').says).toBe('nothing');
  });

  it.each(['rfc-v2', 'madv-split'] as const)(
    '%s with --borrow 1G: proved and timed on gigantic pages',
    (mode) => {
      const { report, recording } = play(mode, { flags: ['--borrow', '1G'] });
      expect(report.hgm).toMatchObject({
        state: 'supported',
        dialect: mode,
        proof: 'mapped',
        granules: granules('2M', '1G'),
      });
      expect(timed(report, '1G')).toEqual(
        mode === 'madv-split' ? [...SPLITS, ...GIGANTIC_SERIES] : GIGANTIC_SERIES,
      );
      expect(row(report, 'hgm.collapse', 'hugetlb-1G')).toMatchObject({
        state: 'supported',
        reason: 'works',
      });
      // The largest leaf that fits: 2M of a 1G page, mapped by one call.
      const proof = JSON.parse(recording).experiments.find(
        (each: { id: string; memory: string; dialect: string }) =>
          each.id === 'hgm_proof' && each.memory === 'hugetlb-1G' && each.dialect === mode,
      );
      const step = (name: string) => proof.calls.find((call: { step: string }) => call.step === name);
      expect(step('continue_2M')).toMatchObject({ ret: 0, out: { mapped: 2 << 20 } });
      expect(step('smaps').out).toMatchObject({ pteMappedBytes: 4096, hugetlb: 1, kernelPageBytes: 1 << 30 });
    },
    60_000,
  );

  it('without a free page HGM is accepted, not mapped', () => {
    for (const options of [{ pools: { '2M': 0, '1G': 0 } }, { flags: ['--borrow', 'none'] }]) {
      const { report } = play('rfc-v2', options);
      expect(report.hgm).toMatchObject({ state: 'supported', dialect: 'rfc-v2', proof: 'accepted' });
      expect(anyTimed(report)).toEqual([]);
    }
  });

  it.skipIf(process.geteuid?.() !== 0)('an unprivileged caller finds the same', () => {
    const { report } = play('madv-split', { uid: 65534 });
    expect(report.ranAs.euid).toBe(65534);
    expect(report.hgm).toMatchObject({ state: 'supported', dialect: 'madv-split', proof: 'mapped' });
  });

  it('2M-only: granular on 2M, absent on 1G, and the report says that it is some sizes', () => {
    const { report } = play('2M-only', { flags: ['--no-latency'] });
    expect(report.hgm).toMatchObject({
      state: 'supported',
      dialect: 'rfc-v2',
      proof: 'mapped',
      granules: granules('2M'),
      reason: 'some_sizes',
    });
    expect(row(report, 'hgm', 'hugetlb-1G')).toMatchObject({ state: 'absent', reason: 'refused' });
  });
});
