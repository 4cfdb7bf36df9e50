/**
 * One wrong answer anywhere in the trials of HGM: a kernel that has it is never called `absent` for it, and a
 * stock kernel never `supported`.
 */
import { describe, expect, it } from 'vitest';
import { buildScenario, experiments, M2, type Patch, report, reports } from './scenario.js';

buildScenario();

const ERRNOS = ['EPERM', 'EINVAL', 'ENOMEM', 'EFAULT', 'EEXIST'];
const ONE_SIZE = { pools: { [M2]: 2 } };

/** Every call of the trials of one kernel: `hgm_hole:rfc-v2@hugetlb-2M/api`. */
function calls(patch: Patch, borrow: number[]): string[] {
  const trials = experiments({ kernel: '6.1', patch, ...ONE_SIZE, borrow }).filter(({ id }) =>
    id.startsWith('hgm_'),
  );
  const names = trials.flatMap(({ id, dialect, calls: made }) =>
    made
      .filter(({ call }) => call !== 'load' && call !== 'store')
      .map(({ step }) => `${id}${dialect === null ? '' : `:${dialect}`}/${step}`),
  );
  return [...new Set(names)];
}

function verdicts(patch: Patch, borrow: number[] = []): Map<string, string> {
  const host = { kernel: '6.1', patch, ...ONE_SIZE, borrow };
  const fails = calls(patch, borrow).flatMap((call) => ERRNOS.map((errno) => `${call}=${errno}`));
  return new Map([...reports(host, fails)].map(([fail, { hgm }]) => [fail, hgm.state]));
}

const those = (of: Map<string, string>, state: string) =>
  [...of].filter(([, is]) => is === state).map(([name]) => name);

describe('one lie', () => {
  it.each(['rfc-v1', 'rfc-v2', 'madv-split'] as const)('never makes a kernel with %s absent', (patch) => {
    const found = verdicts(patch);
    expect(found.size).toBeGreaterThan(150);
    expect(those(found, 'absent')).toEqual([]);
  });

  it('nor where pages are borrowed', () => {
    expect(those(verdicts('madv-split', [M2]), 'absent')).toEqual([]);
  });

  it('never makes a stock kernel granular, not even the one answer that HGM is known by', () => {
    expect(those(verdicts('none'), 'supported')).toEqual([]);
  });

  it('nor where a page is borrowed', () => {
    expect(those(verdicts('none', [M2]), 'supported')).toEqual([]);
  });

  it.each(['EPERM', 'ENOMEM', 'EIO'])('%s anywhere on a stock kernel is no evidence of absence', (errno) => {
    // Of the trials' own calls: what only explains a refusal, or comes after it, may fail.
    for (const step of ['memfd', 'truncate', 'map', 'api', 'register', 'continue_base', 'continue_whole']) {
      const { state } = report({
        kernel: '6.18',
        ...ONE_SIZE,
        fail: [`hgm_hole:rfc-v2/${step}=${errno}`],
      }).hgm;
      expect([step, state]).not.toEqual([step, 'absent']);
    }
  });

  it('a shmem file in the place of hugetlb is noticed', () => {
    expect(report({ ...ONE_SIZE, fail: ['hgm_hole/fstatfs=EIO'] }).hgm.state).toBe('unknown');
  });
});
