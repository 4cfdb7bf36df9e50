/** Every errno that a call may give, to the state that it must become. */
import { beforeAll, describe, expect, it } from 'vitest';
import { judge } from '../../src/document/index.js';
import type { Report } from '../../src/report/contract.js';
import { unseen } from '../unit/judge/build.js';
import { buildScenario, M2, observed, report, reports, row } from './scenario.js';

buildScenario();

const DENIED = ['EPERM', 'EACCES'];
const EXHAUSTED = ['ENOMEM', 'ENOSPC', 'EMFILE', 'ENFILE', 'EDQUOT', 'EAGAIN'];
const ODD = ['EFAULT', 'ENOENT', 'EBUSY', 'EIO', 'EINTR', 'ESRCH', 'EHWPOISON', 'EEXIST'];
const REFUSED = ['EINVAL', 'ENOTTY', 'EOPNOTSUPP', 'ENOSYS'];

/** The state of each kind of errno, for a call whose controls went well. */
const EXPECTED: [string, string][] = [
  ...DENIED.map((errno): [string, string] => [errno, 'not_permitted']),
  ...EXHAUSTED.map((errno): [string, string] => [errno, 'no_resources']),
  ...ODD.map((errno): [string, string] => [errno, 'unknown']),
];

const HUGE = 'hugetlb-2M';

/** A row of the report, the call that it stands on, and what EINVAL of that call means. */
const CALLS: [id: string, memory: string, call: string, refused: string][] = [
  ['continue.base', HUGE, 'continue@hugetlb-2M/base', 'absent'],
  ['continue.huge', HUGE, 'continue@hugetlb-2M/huge', 'absent'],
  ['copy.base', HUGE, 'copy@hugetlb-2M/base', 'absent'],
  ['copy.huge', HUGE, 'copy@hugetlb-2M/huge', 'absent'],
  ['zeropage.base', HUGE, 'zeropage@hugetlb-2M/base', 'absent'],
  ['poison.huge', HUGE, 'poison@hugetlb-2M/huge', 'absent'],
  ['writeprotect.base', HUGE, 'writeprotect@hugetlb-2M/base', 'absent'],
  ['writeprotect.huge', HUGE, 'writeprotect@hugetlb-2M/huge', 'absent'],
  ['move.base', HUGE, 'move@hugetlb-2M/base', 'absent'],
  ['move.base', 'anonymous', 'move@anonymous/base', 'unknown'],
  ['copy.base', 'shmem', 'copy@shmem/base', 'absent'],
  ['wake.base', 'shmem', 'wake@shmem/base', 'absent'],
  ['dontneed.base', HUGE, 'dontneed@hugetlb-2M/base', 'absent'],
  ['dontneed.huge', HUGE, 'dontneed@hugetlb-2M/huge', 'absent'],
  ['remove.huge', HUGE, 'remove@hugetlb-2M/huge', 'absent'],
  ['populate.base', 'shmem', 'populate@shmem/base', 'absent'],
  ['collapse.huge', 'anonymous', 'collapse@anonymous/huge', 'absent'],
  ['register.minor', HUGE, 'register@hugetlb-2M/minor', 'absent'],
  ['register.wp', 'anonymous', 'register@anonymous/wp', 'absent'],
  ['register.missing', 'shmem', 'register@shmem/missing', 'unknown'],
];

const HOST = { pools: { [M2]: 4 }, borrow: [M2] };
const ERRNOS = [...EXPECTED.map(([errno]) => errno), ...REFUSED];

const stateOf = (id: string, call: string, errno: string) =>
  row(report({ ...HOST, fail: [`${call}=${errno}`] }), id)?.state;

describe.each(CALLS)('%s of %s', (id, memory, call, refused) => {
  let found: Map<string, Report>;
  beforeAll(() => {
    found = reports(
      HOST,
      ERRNOS.map((errno) => `${call}=${errno}`),
    );
  });
  const stateAt = (errno: string) => row(found.get(`${call}=${errno}`) as Report, id, memory)?.state;

  it.each(EXPECTED)(`${call}=%s is %s`, (errno, state) => {
    expect(stateAt(errno)).toBe(state);
  });

  it.each(REFUSED)(`${call}=%s is ${refused}`, (errno) => {
    expect(stateAt(errno)).toBe(refused);
  });
});

describe('the ways in', () => {
  it.each([
    ['open.syscall', 'ways/syscall', 'EPERM', 'not_permitted'],
    ['open.syscall', 'ways/syscall', 'EACCES', 'not_permitted'],
    ['open.syscall', 'ways/syscall', 'ENOSYS', 'unknown'],
    ['open.syscall', 'ways/syscall', 'EMFILE', 'no_resources'],
    ['open.syscall', 'ways/syscall', 'ENOMEM', 'no_resources'],
    ['open.syscall', 'ways/syscall', 'EIO', 'unknown'],
    ['open.user_mode_only', 'ways/user_mode_only', 'EPERM', 'not_permitted'],
    ['open.user_mode_only', 'ways/user_mode_only', 'ENFILE', 'no_resources'],
    ['open.user_mode_only', 'ways/user_mode_only', 'EIO', 'unknown'],
    // Refused there alone: every experiment after it opens that way.
    ['open.user_mode_only', 'ways/user_mode_only', 'EINVAL', 'unknown'],
    ['open.device', 'ways/device_open', 'ENOENT', 'not_permitted'],
    ['open.device', 'ways/device_open', 'EACCES', 'not_permitted'],
    ['open.device', 'ways/device_open', 'EPERM', 'not_permitted'],
    ['open.device', 'ways/device_open', 'EMFILE', 'no_resources'],
    ['open.device', 'ways/device_open', 'ENXIO', 'unknown'],
    ['open.device', 'ways/device_new', 'EACCES', 'not_permitted'],
    ['open.device', 'ways/device_new', 'ENOMEM', 'no_resources'],
    ['open.device', 'ways/device_new', 'EINVAL', 'unknown'],
  ])('%s: %s=%s is %s', (id, call, errno, state) => {
    expect(stateOf(id, call, errno)).toBe(state);
  });

  it('a kernel without userfaultfd says so with each call', () => {
    const fail = ['syscall', 'user_mode_only', 'bad_flags'].map((step) => `ways/${step}=ENOSYS`);
    const seen = observed({ fail: [...fail, 'ways/device_open=ENOENT'] });
    expect(row(judge(unseen(seen)), 'open.syscall')).toMatchObject({ state: 'absent', reason: 'not_built' });
    // The sysctl of userfaultfd stands in /proc: this kernel has it, whoever answers for it.
    expect(row(judge(seen), 'open.syscall')).toMatchObject({ state: 'unknown', reason: 'enosys_or_seccomp' });
  });
});

describe('features', () => {
  it.each([
    ['EPERM', 'not_permitted'],
    ['ENOMEM', 'no_resources'],
    ['EFAULT', 'unknown'],
  ])('an offered bit that answers %s is %s', (errno, state) => {
    expect(stateOf('feature.sigbus', 'api/bit7', errno)).toBe(state);
  });

  it('an offered bit that is refused alone is judged with a companion, and unknown without one', () => {
    expect(stateOf('feature.sigbus', 'api/bit7', 'EINVAL')).toBe('supported');
    const steps = ['bit7', ...Array.from({ length: 17 }, (_, bit) => `bit7_with_${bit}`)];
    const found = report({ fail: steps.map((step) => `api/${step}=EINVAL`) });
    expect(row(found, 'feature.sigbus')).toMatchObject({ state: 'unknown', reason: 'offered_but_refused' });
  });

  it('a bit that is not offered is absent, and unknown where it is accepted all the same', () => {
    expect(row(report({}), 'feature.rwp')?.state).toBe('absent');
    expect(stateOf('feature.rwp', 'api/bit17', '0')).toBe('unknown');
  });

  it.each(['EPERM', 'ENOMEM', 'EINVAL'])('%s of the offer makes no feature absent', (errno) => {
    const found = report({ fail: [`api/offer=${errno}`] });
    const rows = found.capabilities.filter(({ id }) => id.startsWith('feature.'));
    expect(rows.length).toBeGreaterThan(18);
    expect(rows.filter(({ state }) => state === 'absent')).toEqual([]);
  });
});
