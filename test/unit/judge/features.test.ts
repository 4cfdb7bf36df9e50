import { describe, expect, it } from 'vitest';
import { ioctlName } from '../../../src/capabilities/ioctls.js';
import { judge } from '../../../src/document/index.js';
import { createContext } from '../../../src/judge/create-context.js';
import { judgeFeatures } from '../../../src/judge/operations/features.js';
import { isRfc, judgeUserfaultfd } from '../../../src/judge/operations/userfaultfd.js';
import type { Call, Experiment, Observations } from '../../../src/observe/observations.js';
import { answering, having, look, lost, M2, no, ok, pick, run, without } from './build.js';
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

  it('is seen where its call puts a marker, and else needs ioctl bit 8 beside feature 14', () => {
    const marked = run('poison', [ok('base'), no('base_effect', 'EEXIST', { changed: 1 }, 'look')], {
      memory: 'shmem',
    });
    expect(feature('poison', having(registered('0x3c'), marked))).toMatchObject({ state: 'supported' });
    const said = (of: Observations) => {
      const found = feature('poison', without(of, 'poison'));
      return `${found?.state} ${found?.reason}`;
    };
    expect(said(STOCK)).toBe('advertised offered');
    expect(said(registered('0x3c'))).toBe('unknown uncorroborated');
    expect(said(registered(null))).toBe('advertised offered');
    expect(said(without(STOCK, 'register'))).toBe('advertised offered');
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
    const offered = offering('0x7ffff', ok('bit17'), no('bit18', 'EINVAL'), ok('bit18_with_17'));
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
    const state = reason === 'offered' ? 'advertised' : 'unknown';
    expect(feature('rwp', on(answer))).toMatchObject({ state, reason });
    const nameless =
      reason === 'offered' ? undefined : expect.objectContaining({ state: 'advertised', reason });
    expect(feature('bit17', on(answer))).toEqual(nameless);
  });

  it('has no name by the word of one memory alone, where no other was asked', () => {
    const asked = answering(pick(STOCK, 'register', 'shmem'), ok('rwp', { ioctls: '0x13c' }));
    const found = feature('rwp', having(on(null), asked));
    expect(found).toMatchObject({ state: 'unknown', reason: 'uncorroborated' });
    expect(found?.evidence.at(-1)).toBe('control rwp 0 ioctls=0x13c memory=shmem');
  });

  it('is no name of bits 17 and 18 that do something else, nor of the ioctls beside them', () => {
    const { featureNames, unnamedBits, ioctlNames } = judgeUserfaultfd(
      createContext(on(no('rwp', 'EINVAL'))),
      judge(STOCK).hgm,
    );
    expect(featureNames?.at(-1)).toBe('MOVE');
    expect(unnamedBits).toEqual([17, 18]);
    expect(ioctlNames).toEqual(['REGISTER', 'UNREGISTER', 'bit10', 'API']);
  });

  it('shows modes that REGISTER took and ioctls that it allowed by number, where nobody knows them', () => {
    const mode = (bit: number): Call => ok(`mode${bit}`, { ioctls: '0x80c' });
    const newer = (memory: string, ...calls: Call[]) => answering(pick(STOCK, 'register', memory), ...calls);
    const told = (...of: Experiment[]) =>
      judgeUserfaultfd(createContext(having(STOCK, ...of)), judge(STOCK).hgm);
    expect(told()).toMatchObject({ unnamedModes: [], unnamedIoctls: [] });
    const refused = no('mode4', 'EINVAL');
    expect(told(newer('shmem', refused, mode(5)), newer('anonymous', mode(6)))).toMatchObject({
      unnamedModes: [5, 6],
      unnamedIoctls: [11],
    });
    // Of a mode that has a name, too.
    expect(told(newer('shmem', ok('missing', { ioctls: '0x113c' })))).toMatchObject({
      unnamedModes: [],
      unnamedIoctls: [12],
    });
  });

  it('is seen where a protected page stops a read', () => {
    const calls = [ok('base'), look('base_effect', { changed: 1 })];
    const seen = having(on(null), run('rwprotect', calls, { memory: 'anonymous' }));
    expect(feature('rwp', seen)).toMatchObject({ state: 'supported', reason: 'works' });
    const async = having(
      seen,
      run('protection', [ok('rwp_async'), look('rwp_async_effect', { changed: 1 })]),
    );
    expect(feature('rwp_async', async)).toMatchObject({ state: 'supported', reason: 'needs_rwp' });
  });
});

describe('what a feature does', () => {
  const told = (name: string, experiment: string, calls: Call[], more = {}) => {
    const found = feature(name, having(STOCK, run(experiment, calls, more)));
    return `${found?.state} ${found?.reason}`;
  };

  it.each([
    ['pagefault_flag_wp', 'messages', 'protected', 'protected'],
    ['thread_id', 'messages', 'told', 'thread'],
    ['exact_address', 'messages', 'told', 'exact'],
    ['event_remap', 'events', 'remap', 'remap'],
    ['event_remove', 'events', 'remove', 'remove'],
    ['event_unmap', 'events', 'unmap', 'unmap'],
    ['sigbus', 'protection', 'sigbus', 'sigbus'],
    ['wp_async', 'protection', 'async', 'async'],
  ])('%s is supported where it was seen, and unknown where it was not', (name, experiment, test, effect) => {
    const step = `${effect}_effect`;
    expect(told(name, experiment, [ok(test), look(step, { changed: 1 })])).toBe('supported works');
    expect(told(name, experiment, [ok(test), look(step, { changed: 0 })])).toBe('unknown not_seen');
    // A busy machine explains that as well as a kernel without it.
    expect(told(name, experiment, [ok(test), no(step, 'ETIMEDOUT', {}, 'look')])).toBe('advertised offered');
    expect(told(name, experiment, [no(test, 'ENOMEM')])).toBe('advertised offered');
    expect(told(name, experiment, [])).toBe('advertised offered');
  });

  it('of bit 13 gives it its name, or none', () => {
    const bit13 = (changed: number) => [
      look('bare_effect', { changed: 0 }),
      ok('unpopulated'),
      look('unpopulated_effect', { changed }),
    ];
    expect(told('wp_unpopulated', 'protection', bit13(1))).toBe('supported works');
    expect(told('wp_unpopulated', 'protection', bit13(0))).toBe('unknown uncorroborated');
    const of = having(STOCK, run('protection', bit13(0)));
    expect(feature('bit13', of)).toMatchObject({ state: 'advertised', reason: 'uncorroborated' });
    expect(judgeUserfaultfd(createContext(of), judge(STOCK).hgm).unnamedBits).toEqual([13]);
    // On a kernel of the RFCs it has the name that these gave it.
    const { featureNames } = judgeUserfaultfd(createContext(of), { dialect: 'rfc-v2', reason: 'works' });
    expect(featureNames).toContain('MINOR_HUGETLBFS_HGM');
  });

  it('takes a page of the pool to be seen for minor faults on hugetlb memory', () => {
    const memory = 'hugetlb-2M';
    const mapped = [ok('huge', { mapped: M2 }), look('huge_effect', { changed: 1 })];
    const lent = { memory, pageBytes: M2 } as const;
    const at = { ...mapped[0], args: { length: M2 } } as Call;
    const none = having(without(STOCK, 'continue'), run('continue', [no('base', 'EINVAL')], lent));
    expect(feature('minor_hugetlbfs', none)).toMatchObject({ state: 'advertised', reason: 'no_page' });
    const some = having(none, run('continue', [at, ...mapped.slice(1)], lent));
    expect(feature('minor_hugetlbfs', some)).toMatchObject({ state: 'supported', reason: 'works' });
    // A page that was there and not looked at is none that was seen; one that was refused is another matter.
    const tried = (call: Call) => feature('minor_hugetlbfs', having(none, run('continue', [call], lent)));
    expect(tried(at)).toMatchObject({ state: 'advertised', reason: 'no_page' });
    expect(tried(no('huge', 'EAGAIN'))).toMatchObject({ state: 'advertised', reason: 'offered' });
    const lost = having(
      without(STOCK, 'continue'),
      run('continue', [no('base', 'EINVAL')], { ...lent, end: 'deadline' }),
    );
    expect(feature('minor_hugetlbfs', lost)).toMatchObject({ state: 'advertised', reason: 'offered' });
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
