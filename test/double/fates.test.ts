/** Kernels that do not survive the proof: the child is lost, the run is not, and the verdict is "unknown". */
import { beforeAll, describe, expect, it } from 'vitest';
import { anyTimed } from './expected.js';
import { build, play, row, whyNot } from './run-double.js';

const why = whyNot();

describe.skipIf(why !== null)('a kernel that does not survive the proof', () => {
  beforeAll(build, 120_000);

  it.each([
    ['rfc-v2-hang', 'deadline'],
    ['rfc-v2-kill', 'sigkill'],
  ] as const)(
    '%s: unknown, %s',
    (mode, reason) => {
      const { report, recording } = play(mode);
      const hgm = row(report, 'hgm', 'hugetlb-2M');
      expect(hgm).toMatchObject({ state: 'unknown', reason });
      // The call that never came back is in the evidence, and what came before it as well.
      expect(hgm.evidence).toContain('test continue_base (no answer) proof=rfc-v2');
      expect(hgm.evidence.join()).toContain('test base_on_whole -1 EEXIST');
      const ends = JSON.parse(recording).experiments.filter(
        ({ id, memory, dialect }: Record<string, string>) =>
          id === 'hgm_proof' && memory === 'hugetlb-2M' && dialect === 'rfc-v2',
      );
      expect(ends.map(({ end }: { end: string }) => end)).toEqual([
        mode === 'rfc-v2-hang' ? 'deadline' : 'signal',
      ]);
      expect(anyTimed(report)).toEqual([]);
      // The rest of the run went on as if nothing had been.
      expect(row(report, 'copy.huge', 'hugetlb-2M').state).toBe('supported');
      for (const { freeBefore, freeAfter } of report.ledger) expect(freeAfter).toBe(freeBefore);
      expect(report.hgm).toMatchObject({
        state: 'unknown',
        dialect: null,
        proof: null,
        granules: [],
        reason,
      });
    },
    60_000,
  );
});
