import { describe, expect, it } from 'vitest';
import { statusFlag, statusNumber } from '../../../src/observe/files/caller/status.js';

/** Of a process started under prctl(PR_SET_THP_DISABLE), on 6.18. */
const STATUS = 'NoNewPrivs:\t1\nSeccomp:\t2\nTHP_enabled:\t0\nuntag_mask:\t0xffffffffffffffff\n';

describe('a field of the status file', () => {
  it('that is yes or no', () => {
    expect(statusFlag(STATUS, 'THP_enabled')).toBe(false);
    expect(statusFlag(STATUS, 'NoNewPrivs')).toBe(true);
    expect(statusFlag(STATUS, 'THP')).toBeNull();
  });

  it('that is a number', () => {
    expect(statusNumber(STATUS, 'Seccomp')).toBe(2);
    expect(statusNumber(STATUS, 'Seccomp_filters')).toBeNull();
  });
});
