/** What a bench measures of HGM: every series on a kernel that has it, none on one that only says so. */
import { availableParallelism } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { build, type Measured, measure, whyNot } from './run-double.js';

const why = whyNot();
const of = (rows: Measured[], experiment: string, dialect: string) =>
  rows.filter((row) => row.experiment === experiment && row.dialect === dialect);

describe.skipIf(why !== null)('a bench under the double', () => {
  beforeAll(build, 120_000);

  it.each(['rfc-v1', 'rfc-v2', 'madv-split'] as const)(
    '%s: each experiment has all of its series',
    (mode) => {
      const rows = measure(mode);
      for (const { id, end, ended, firstNs, ns } of rows) {
        expect([id, end, ended, firstNs !== null, ns.length > 0]).toEqual([id, 'done', 'full', true, true]);
      }
      expect(of(rows, 'time.split', 'madv-split').map(({ units }) => units)).toEqual(
        mode === 'madv-split' ? [1, 16, 256] : [],
      );
      expect(of(rows, 'time.hgm', mode).map(({ id }) => id)).toEqual([
        'continue.first_base',
        'continue.later_base',
        'continue.last_base',
        'collapse',
      ]);
      // 512 of them from the second one on are more than a page of 2M has.
      expect(of(rows, 'time.batch', mode).map(({ units }) => units)).toEqual([
        1, 2, 4, 8, 16, 32, 64, 128, 256,
      ]);
      const faults = of(rows, 'time.fault', mode);
      expect(faults.map(({ granuleBytes }) => granuleBytes)).toEqual(faults.map(() => 4096));
      expect(faults.map(({ id, threads }) => `${id}/${threads}`).slice(0, 3)).toEqual(
        ['fault.poll/1', 'fault.spin/1', 'fault.poll/2'].slice(0, availableParallelism() > 1 ? 3 : 1),
      );
    },
    120_000,
  );

  it.each(['rfc-v2-off', 'advice-only', 'neighbour', 'witnesses-only', 'stock'] as const)(
    '%s: nothing is timed of what is not there',
    (mode) => {
      expect(measure(mode)).toEqual([]);
    },
    60_000,
  );
});
