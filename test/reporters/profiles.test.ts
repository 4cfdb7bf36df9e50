import { describe, expect, it } from 'vitest';
import { fullOf } from '../../src/report/full.js';
import { inventoryOf } from '../../src/report/inventory.js';
import { markdown } from '../../src/reporters/formats/markdown.js';
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
    reason: 'kernel_faults not permitted (mode of /dev/userfaultfd)',
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
Ready for, as root
  a-consumer   ready
  another-one  ready with a restriction: ${profiles['another-one'].reason}; must act: kernel build
  shut         not ready: ${profiles.shut.reason}; must act: OS configuration
  unclear      can't tell: hgm unknown (deadline)
`);
    expect(text.indexOf('Ready for')).toBeGreaterThan(text.indexOf('High-granularity mapping'));
    expect(text.indexOf('Ready for')).toBeLessThan(text.indexOf('Worth knowing'));
  });

  it('says below them how it stands for the users of consumers, with the first cause alone', () => {
    const verdict = { state: 'not_ready', who: 'os_configuration' } as const;
    const reason = 'kernel_faults not permitted (sysctl); register.wp:anonymous absent';
    const users = [
      {
        name: 'libvirt-qemu',
        uid: 64055,
        profiles: {
          one: { ...verdict, reason },
          two: { ...verdict, reason },
          three: { state: 'ready', reason: 'all that is needed works', who: null },
        },
      },
      {
        name: 'firecracker',
        uid: 900,
        profiles: { four: { state: 'unknown', reason: 'not tried: why', who: null } },
      },
    ] as const;
    const with_ = { ...report, users: structuredClone(users) as never };
    const text = table(with_, { width: Number.POSITIVE_INFINITY, colour: false });
    expect(text).toContain(`
  unclear          can't tell: hgm unknown (deadline)
  as libvirt-qemu  one, two not ready: kernel_faults not permitted (sysctl); must act: OS configuration. three ready
  as firecracker   four can't tell: not tried: why
`);
    // As a stored inventory document has it.
    const stored = table(fullOf(inventoryOf(with_)), { width: Number.POSITIVE_INFINITY, colour: false });
    expect(stored).toContain(
      "\n  as libvirt-qemu  one, two not ready. three ready\n  as firecracker   four can't tell\n",
    );
    const page = markdown(with_, { width: Number.POSITIVE_INFINITY, colour: false });
    expect(page).toContain('### Ready for, as root\n');
    expect(page).toContain('- as `firecracker`: four can');
    const narrow = table(with_, { width: 60, colour: false });
    const part = narrow.slice(narrow.indexOf('Ready for'), narrow.indexOf('Worth knowing'));
    expect(Math.max(...part.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it.each([
    [{}, 'as root'],
    [{ user: null }, 'as root'],
    [{ user: 'libvirt-qemu', euid: 64055, capabilities: '0x0' }, 'as libvirt-qemu'],
    [{ user: null, euid: 65534, capabilities: '0x0' }, 'as uid 65534'],
    [{ capabilities: '0x0' }, 'as root without capabilities'],
    [{ user: null, initialUserNamespace: false }, 'as root of a user namespace'],
    [{ user: 'nobody', euid: 65534, takenOn: { how: 'like_pid', pid: 123 } }, 'as process 123 (uid 65534)'],
  ] as const)('%j looked %s', (change, words) => {
    const other = { ...report, ranAs: { ...report.ranAs, ...change } };
    expect(table(other, { width: 80, colour: false })).toContain(`\nReady for, ${words}\n`);
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
