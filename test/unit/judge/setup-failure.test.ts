/** A preparation that failed, and whose limit it was. */
import { describe, expect, it } from 'vitest';
import { setupFailure } from '../../../src/judge/setup-failure.js';
import type { Call, RanAs } from '../../../src/observe/observations.js';
import { having, look, lost, no, run, without } from './build.js';
import { STOCK } from './stock.js';

const LIMITS = { nofile: 24, fsize: 0, as: 1 << 30, nproc: 7 };
const failing = (call: Call, limits: Record<string, number> = LIMITS, ranAs: Partial<RanAs> = {}) => {
  const of = having(STOCK, run('caller', [look('limits', limits)]));
  return setupFailure({ ...of, ranAs: { ...of.ranAs, ...ranAs } }, run('copy', [call]), call);
};
const setup = (step: string, call: string, errno: string): Call => ({
  ...no(step, errno, {}, 'setup'),
  call,
});

describe('a preparation that failed', () => {
  it.each([
    ['open_user_mode', 'userfaultfd', 'EMFILE', 'RLIMIT_NOFILE=24'],
    ['truncate', 'ftruncate', 'EFBIG', 'RLIMIT_FSIZE=0'],
    ['map', 'mmap', 'ENOMEM', 'RLIMIT_AS=1073741824'],
    ['thread', 'clone', 'EAGAIN', 'RLIMIT_NPROC=7'],
  ])('%s by %s with %s is unknown, with the limit and its figure', (step, call, errno, limit) => {
    const found = failing(setup(step, call, errno));
    expect(found).toMatchObject({ state: 'unknown', reason: `${step}_${errno.toLowerCase()}` });
    expect(found.gate).toBeUndefined();
    expect(found.evidence).toEqual([`setup ${step} -1 ${errno}`, `setting ${limit}`]);
    expect(found.action).toMatchObject({
      who: 'caller',
      hint: expect.stringContaining(limit.split('=')[0] ?? ''),
    });
  });

  it('names no limit that is not there', () => {
    expect(failing(setup('map', 'mmap', 'ENOMEM'), {}).action).toBeUndefined();
    expect(failing(setup('copy', 'ioctl(UFFDIO_COPY)', 'ENOMEM')).action).toBeUndefined();
    expect(failing(setup('copy', 'ioctl(UFFDIO_COPY)', 'EAGAIN')).action).toBeUndefined();
    expect(failing(setup('truncate', 'ftruncate', 'EFBIG'), {}).evidence).toHaveLength(1);
  });

  it('by a host without files is no limit of the caller', () => {
    const found = failing(setup('memfd', 'memfd_create', 'ENFILE'));
    expect(found.action?.hint).toMatch(/fs\.file-max/);
    expect(found.evidence).toEqual(['setup memfd -1 ENFILE']);
  });

  it('names a filter where there may be one', () => {
    const refused = setup('memfd', 'memfd_create', 'EPERM');
    expect(failing(refused, {}, { seccompMode: 0 }).action).toBeUndefined();
    expect(failing(refused, {}, { seccompMode: 2 }).action?.hint).toMatch(/seccomp .* memfd_create/);
    expect(failing(setup('memfd', 'memfd_create', 'EACCES')).action?.hint).toMatch(/vm\.memfd_noexec/);
    expect(failing(setup('open', 'openat', 'EACCES')).action).toBeUndefined();
  });

  it('that was spared, being refused before, has the answer of that time', () => {
    const spared: Call = { ...no('api', 'ECANCELED', {}, 'setup'), call: 'none' };
    const answered = (offer: Call, more = {}) =>
      setupFailure(having(STOCK, run('api', [offer], more)), run('copy', [spared]), spared);
    expect(answered(no('offer', 'EPERM'))).toMatchObject({
      state: 'unknown',
      reason: 'api_eperm',
      evidence: ['setup api -1 EPERM'],
    });
    expect(answered(lost('offer'), { end: 'signal', signal: 'SIGSYS' }).reason).toBe('sigsys');
    // Nobody says by what.
    expect(setupFailure(without(STOCK, 'api'), run('copy', [spared]), spared).reason).toBe('api_ecanceled');
    expect(setupFailure(having(STOCK, run('api', [])), run('copy', [spared]), spared).reason).toBe(
      'api_ecanceled',
    );
  });

  it('that never came back is how the experiment ended', () => {
    const cut = run('copy', [lost('map', 'setup')], { end: 'deadline' });
    expect(setupFailure(STOCK, cut, lost('map', 'setup'))).toMatchObject({
      state: 'unknown',
      reason: 'deadline',
    });
  });
});
