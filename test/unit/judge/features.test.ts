import { describe, expect, it } from 'vitest';
import { ioctlName } from '../../../src/capabilities/ioctls.js';
import { judge } from '../../../src/document/index.js';
import { createContext } from '../../../src/judge/create-context.js';
import { judgeFeatures } from '../../../src/judge/operations/features.js';
import { isRfc, judgeUserfaultfd } from '../../../src/judge/operations/userfaultfd.js';
import type { Call, Observations } from '../../../src/observe/observations.js';
import { answering, having, lost, no, ok, pick, run, without } from './build.js';
import { seeing } from './seen.js';
import { STOCK } from './stock.js';

const API = pick(STOCK, 'api');
const asked = (...calls: Call[]): Observations => having(STOCK, answering(API, ...calls));
const offering = (features: string, ...calls: Call[]) =>
  asked(ok('offer', { features, ioctls: '0x8000000000000403' }), ...calls);

function feature(name: string, observations: Observations, isRfc = false) {
  const found = judgeFeatures(createContext(observations), isRfc).find(({ id }) => id === `feature.${name}`);
  return found?.finding;
}

describe('a feature', () => {
  it.each([
    ['wp_async', STOCK, 'advertised', 'offered'],
    ['rwp', STOCK, 'absent', 'not_offered'],
    ['event_fork', asked(no('bit1', 'EPERM')), 'not_permitted', 'needs_cap_sys_ptrace'],
    ['event_remap', asked(no('bit2', 'EPERM')), 'not_permitted', 'eperm'],
    ['event_fork', asked(no('bit1', 'EACCES')), 'not_permitted', 'eacces'],
    ['event_remap', asked(no('bit2', 'EINVAL')), 'unknown', 'offered_but_refused'],
    ['event_remap', asked(no('bit2', 'ENOMEM')), 'no_resources', 'enomem'],
    ['event_remap', asked(lost('bit2')), 'unknown', 'not_observed'],
    ['rwp', asked(ok('bit17')), 'unknown', 'accepted_not_offered'],
    [
      'rwp_async',
      without(offering('0x7ffff', no('bit18_with_16', 'EINVAL'), ok('bit18_with_17')), 'register'),
      'advertised',
      'needs_rwp',
    ],
    ['bit20', offering('0x180000', no('bit20', 'EINVAL'), ok('bit20_with_19')), 'advertised', 'needs_bit19'],
    ['bit19', offering('0x80000', ok('bit19')), 'advertised', 'unnamed'],
    ['bit20', offering('0x100000', no('bit20', 'EINVAL')), 'unknown', 'offered_but_refused'],
    ['wp_unpopulated', asked(no('offer', 'EINVAL')), 'unknown', 'unexpected_einval'],
    ['wp_unpopulated', asked(ok('offer')), 'unknown', 'not_observed'],
    ['wp_unpopulated', without(STOCK, 'api'), 'unknown', 'not_run'],
    ['wp_unpopulated', having(STOCK, run('api', [], { end: 'not_run' })), 'unknown', 'not_run'],
    ['move', having(STOCK, { ...API, calls: API.calls.slice(0, 4), end: 'deadline' }), 'unknown', 'deadline'],
  ] as const)('%s', (name, observations, state, reason) => {
    expect(feature(name, observations)).toMatchObject({ state, reason });
  });

  describe('of a descriptor that UFFDIO_API is refused of', () => {
    const lsms = (list: string[] | null) => ({ lsms: list });
    const refused = (offer: Call, seccompMode: number, list: string[] | null, more = {}): Observations => {
      const of = having(seeing(STOCK, [], lsms(list)), run('api', [offer], more));
      return { ...of, ranAs: { ...of.ranAs, seccompMode } };
    };
    const layers = (of: Observations) =>
      feature('sigbus', of)
        ?.evidence.filter((text) => text.startsWith('layer '))
        .map((text) => text.split(' ').slice(1, 3).join(' '));

    it.each([
      ['EPERM', 2, ['yama'], 'seccomp', 'seccomp', ['seccomp refuses', 'lsm ruled_out']],
      ['EACCES', 0, ['selinux'], 'lsm', 'lsm', ['seccomp ruled_out', 'lsm refuses']],
      ['EPERM', 2, null, 'unknown', 'unexplained', ['seccomp not_told', 'lsm not_told']],
      ['EPERM', 0, ['yama'], 'unknown', 'unexplained', ['seccomp ruled_out', 'lsm ruled_out']],
    ])('%s under seccomp mode %d and modules %j: gate %s', (errno, mode, list, gate, reason, told) => {
      const of = refused(no('offer', errno), mode, list);
      expect(feature('sigbus', of)).toMatchObject({ state: 'not_permitted', gate, reason });
      expect(layers(of)).toEqual(told);
    });

    it('names the filter that kills, and blames nobody for a call that hangs or is not known', () => {
      const killed = refused(lost('offer'), 2, null, { end: 'signal', signal: 'SIGSYS' });
      expect(feature('sigbus', killed)).toMatchObject({
        state: 'not_permitted',
        reason: 'killed',
        gate: 'seccomp',
      });
      expect(layers(killed)?.[0]).toBe('seccomp refuses');
      const hangs = refused(lost('offer'), 2, null, { end: 'deadline' });
      expect(feature('sigbus', hangs)).toMatchObject({ state: 'unknown', reason: 'deadline' });
      const crashed = refused(lost('offer'), 2, null, { end: 'signal', signal: 'SIGSEGV' });
      expect(feature('sigbus', crashed)).toMatchObject({ state: 'unknown', reason: 'sigsegv' });
      const unknown = refused(no('offer', 'ENOSYS'), 2, null);
      expect(feature('sigbus', unknown)).toMatchObject({ state: 'unknown', reason: 'unexpected_enosys' });
      for (const of of [hangs, crashed, unknown]) expect(layers(of)?.[0]).toBe('seccomp not_told');
      expect(layers(refused(no('offer', 'EINVAL'), 2, null))).toEqual([]);
    });
  });

  it('says what it brings, but not the bit that the kernel sets for itself', () => {
    expect(feature('wp_async', STOCK)?.evidence[0]).toMatch(/ brings=WP_UNPOPULATED$/);
    expect(feature('move', STOCK)?.evidence[0]).not.toMatch(/brings/);
    expect(feature('move', asked(ok('bit16')))?.evidence).toEqual(['test bit16 0']);
  });

  it('is absent with the offer as control', () => {
    expect(feature('rwp', STOCK)?.evidence).toEqual([
      'test bit17 -1 EINVAL',
      'control offer 0 features=0x1ffff ioctls=0x8000000000000003',
    ]);
  });
});

describe('POISON', () => {
  const registered = (ioctls: string | null) => {
    const memories = STOCK.experiments.filter(({ id }) => id === 'register');
    const answer = ioctls === null ? ok('missing') : ok('missing', { ioctls });
    return having(STOCK, ...memories.map((one) => answering(one, answer)));
  };

  it('needs ioctl bit 8 beside feature 14', () => {
    expect(feature('poison', STOCK)).toMatchObject({ state: 'advertised', reason: 'offered' });
    expect(feature('poison', registered('0x3c'))).toMatchObject({
      state: 'advertised',
      reason: 'uncorroborated',
    });
    expect(feature('poison', registered(null))).toMatchObject({ state: 'advertised', reason: 'offered' });
    expect(feature('poison', without(STOCK, 'register'))).toMatchObject({ reason: 'offered' });
  });

  it('is no name of ioctl 8 without it', () => {
    const named = (...features: number[]) =>
      [8, 9, 10, 11].map((bit) => ioctlName(bit, (feature) => features.includes(feature)));
    expect(named()).toEqual(['bit8', 'bit9', 'bit10', 'bit11']);
    expect(named(14)).toEqual(['POISON', 'bit9', 'bit10', 'bit11']);
    expect(named(17)).toEqual(['bit8', 'RWPROTECT', 'SET_MODE', 'bit11']);
  });
});

describe('RWP', () => {
  const on = (answer: Call | null): Observations => {
    const offered = offering('0x7ffff', ok('bit17'), no('bit18', 'EINVAL'), ok('bit18_with_bit17'));
    const memories = STOCK.experiments.filter(({ id }) => id === 'register');
    return answer === null
      ? without(offered, 'register')
      : having(offered, ...memories.map((one) => answering(one, answer)));
  };

  // Public trees have MINOR_ANON, MINOR_ASYNC and MINOR_GUEST_MEMFD at 17 and 18, and DEACTIVATE at ioctl 9.
  it.each([
    ['0x33c of 7.3', ok('rwp', { ioctls: '0x33c' }), 'offered'],
    ['no ioctl 9', ok('rwp', { ioctls: '0x13c' }), 'uncorroborated'],
    ['no such mode', no('rwp', 'EINVAL'), 'uncorroborated'],
    ['nothing said', ok('rwp'), 'offered'],
    ['not asked', null, 'offered'],
  ])('is named by what REGISTER answers: %s', (_, answer, reason) => {
    expect(feature('rwp', on(answer))).toMatchObject({ state: 'advertised', reason });
  });
});

describe('the block of UFFDIO_API', () => {
  it('decodes 7.3 and what lies beyond', () => {
    expect(judgeUserfaultfd(createContext(offering('0x2007ffff')), judge(STOCK).hgm)).toMatchObject({
      features: '0x2007ffff',
      unnamedBits: [29],
      ioctls: '0x8000000000000403',
      ioctlNames: ['REGISTER', 'UNREGISTER', 'SET_MODE', 'API'],
    });
  });

  it.each([
    [{ dialect: 'rfc-v1', reason: 'works' }, 'MINOR_HUGETLBFS_HGM'],
    [{ dialect: 'rfc-v2', reason: 'works' }, 'MINOR_HUGETLBFS_HGM'],
    [{ dialect: null, reason: 'compiled_out' }, 'MINOR_HUGETLBFS_HGM'],
    [{ dialect: 'madv-split', reason: 'works' }, 'WP_UNPOPULATED'],
    [{ dialect: null, reason: 'refused' }, 'WP_UNPOPULATED'],
  ] as const)('names bit 13 by what behaviour showed: %j', (hgm, name) => {
    const { featureNames } = judgeUserfaultfd(createContext(offering('0x3fff')), hgm);
    expect(featureNames?.at(-1)).toBe(name);
    const row = feature('wp_unpopulated', STOCK, isRfc(hgm));
    const mainline = { state: 'advertised', reason: 'offered' };
    const theirs = { state: 'unknown', reason: 'bit_is_hgm_here' };
    expect(row).toMatchObject(name === 'WP_UNPOPULATED' ? mainline : theirs);
  });

  it('a bit 13 that is not offered is absent, whatever the kernel', () => {
    const without13 = having(
      offering('0x1fff'),
      answering(pick(offering('0x1fff'), 'api'), no('bit13', 'EINVAL')),
    );
    expect(feature('wp_unpopulated', without13, true)).toMatchObject({
      state: 'absent',
      reason: 'not_offered',
    });
  });
});
