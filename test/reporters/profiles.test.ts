import { describe, expect, it } from 'vitest';
import { table } from '../../src/reporters/table.js';
import { stockReport } from '../fixtures/report.js';

const profiles = {
  'a-consumer': { state: 'ready', reason: 'all that is needed works', who: null, missing: [] },
  'another-one': {
    state: 'restricted',
    reason: 'not for guests on hugetlb memory: feature.missing_hugetlbfs absent (not offered)',
    who: 'kernel_build',
    missing: ['feature.missing_hugetlbfs'],
  },
  shut: {
    state: 'not_ready',
    reason: 'kernel_faults not permitted (device node: node mode)',
    who: 'os_configuration',
    missing: ['kernel_faults'],
  },
  unclear: { state: 'unknown', reason: 'hgm unknown (deadline)', who: null, missing: ['hgm'] },
} as const;
const report = stockReport({ profiles: structuredClone(profiles) as never });

describe('readiness', () => {
  it('is one line for each consumer behind the matrix: what is missing, and who must act', () => {
    const text = table(report, { width: Number.POSITIVE_INFINITY, colour: false });
    expect(text).toContain(`
Ready for
  a-consumer   ready
  another-one  ready with a restriction: ${profiles['another-one'].reason}; must act: kernel build
  shut         not ready: ${profiles.shut.reason}; must act: OS configuration
  unclear      can't tell: hgm unknown (deadline)
`);
    expect(text.indexOf('Ready for')).toBeGreaterThan(text.indexOf('High-granularity mapping'));
    expect(text.indexOf('Ready for')).toBeLessThan(text.indexOf('Worth knowing'));
  });

  it('keeps to the screen, and says in colour what it says without', () => {
    const plain = table(report, { width: 60, colour: false });
    const part = plain.slice(plain.indexOf('Ready for'), plain.indexOf('Worth knowing'));
    expect(Math.max(...part.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
    const coloured = table(report, { width: 60, colour: true });
    expect(coloured).toContain('\u001b[32mready\u001b[39m\n');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(plain);
  });

  it('is not there where no profile was judged', () => {
    expect(table(stockReport(), { width: 80, colour: false })).not.toContain('Ready for');
  });
});
