import { describe, expect, it } from 'vitest';
import { line } from '../../../src/judge/evidence.js';
import { controlPassed, ending, failure, judgeCall, kindOf } from '../../../src/judge/outcome.js';
import { control, G1, huge, K4, look, lost, M2, no, ok, run } from './build.js';

/** Every errno that a call may give, and the state it becomes with its controls passed. */
const TABLE: Record<string, readonly [state: string, reason: string, gate?: string]> = {
  EINVAL: ['absent', 'refused'],
  ENOTTY: ['absent', 'refused'],
  EOPNOTSUPP: ['absent', 'refused'],
  ENOSYS: ['absent', 'refused'],
  EPERM: ['not_permitted', 'eperm', 'unknown'],
  EACCES: ['not_permitted', 'eacces', 'lsm'],
  ENOMEM: ['no_resources', 'enomem'],
  ENOSPC: ['no_resources', 'enospc'],
  EMFILE: ['no_resources', 'emfile'],
  ENFILE: ['no_resources', 'enfile'],
  EDQUOT: ['no_resources', 'edquot'],
  EAGAIN: ['no_resources', 'eagain'],
  EFAULT: ['unknown', 'unexpected_efault'],
  ENOENT: ['unknown', 'unexpected_enoent'],
  EBUSY: ['unknown', 'unexpected_ebusy'],
  EEXIST: ['unknown', 'unexpected_eexist'],
  EINTR: ['unknown', 'unexpected_eintr'],
  EIO: ['unknown', 'unexpected_eio'],
  ENXIO: ['unknown', 'unexpected_enxio'],
  ENODEV: ['unknown', 'unexpected_enodev'],
  ESRCH: ['unknown', 'unexpected_esrch'],
  ERANGE: ['unknown', 'unexpected_erange'],
  EHWPOISON: ['unknown', 'unexpected_ehwpoison'],
  E524: ['unknown', 'unexpected_e524'],
};

describe.each(Object.entries(TABLE))('%s', (errno, [state, reason, gate]) => {
  const test = no('base', errno);

  it(`is ${state} where the control passed`, () => {
    const of = run('x', [control('form'), test]);
    expect(judgeCall(of, test, undefined, K4)).toMatchObject({ state, reason, ...(gate && { gate }) });
  });

  it('is never absent where a control failed, or where there is none', () => {
    for (const [calls, why] of [
      [[no('form', 'EINVAL', {}, 'control'), test], 'control_failed'],
      [[test], 'no_control'],
    ] as const) {
      const found = judgeCall(run('x', [...calls]), test, undefined, K4);
      expect(found).toMatchObject(state === 'absent' ? { state: 'unknown', reason: why } : { state, reason });
    }
  });
});

describe('a refusal that the kernel did not repeat', () => {
  it.each(['EINVAL', 'ENOTTY', 'EOPNOTSUPP', 'ENOSYS'])(
    '%s is unknown, whatever the controls say',
    (errno) => {
      const test = no('base', errno, { again: 0 });
      expect(kindOf(test)).toBe('unexpected');
      expect(judgeCall(run('x', [control('form'), test]), test, undefined, K4)).toMatchObject({
        state: 'unknown',
        reason: 'not_repeatable',
      });
    },
  );
});

describe('a call that succeeded', () => {
  const test = ok('base', { done: K4 });
  const judged = (seen: Parameters<typeof judgeCall>[2], of = run('x', [test]), asked = K4) =>
    judgeCall(of, test, seen, asked);

  it('is supported where the look shows the effect, and advertised without a look', () => {
    expect(judged(look('base_effect', { changed: 1 }))).toMatchObject({
      state: 'supported',
      reason: 'works',
    });
    for (const seen of [
      undefined,
      look('base_effect', {}),
      no('base_effect', 'EFAULT', { changed: 0 }, 'look'),
    ]) {
      expect(judged(seen)).toMatchObject({ state: 'advertised', reason: 'accepted_not_observed' });
    }
  });

  it('is unknown where the time for the look ran out: a busy machine, or a kernel that did nothing', () => {
    const late = no('base_effect', 'ETIMEDOUT', {}, 'look');
    expect(judged(late)).toMatchObject({ state: 'unknown', reason: 'deadline' });
  });

  it('is supported where the look is a call that failed because of the effect', () => {
    const again = no('base_effect', 'EEXIST', { changed: 1 }, 'look');
    expect(judged(again)).toMatchObject({ state: 'supported', reason: 'works' });
  });

  it('is absent where nothing changed, but not with a failed control', () => {
    const same = look('base_effect', { changed: 0 });
    expect(judged(same)).toMatchObject({ state: 'absent', reason: 'no_effect' });
    const broken = run('x', [no('range', 'ENOMEM', {}, 'control'), test]);
    expect(judged(same, broken)).toMatchObject({ state: 'unknown', reason: 'control_failed' });
  });

  it('is unknown where the kernel did another length', () => {
    expect(judged(undefined, undefined, M2)).toMatchObject({ state: 'unknown', reason: 'short' });
    const mapped = ok('base', { mapped: M2 });
    expect(judgeCall(run('x', [mapped]), mapped, undefined, K4)).toMatchObject({ reason: 'short' });
  });

  it('is unknown where the child died over the look', () => {
    const died = run('x', [test], { end: 'signal', signal: 'SIGBUS' });
    expect(judged(undefined, died)).toMatchObject({ state: 'unknown', reason: 'sigbus' });
    expect(judged(lost('base_effect', 'look'), died)).toMatchObject({ state: 'unknown', reason: 'sigbus' });
  });
});

describe('an early end', () => {
  it.each([
    ['deadline', null, 'deadline'],
    ['signal', 'SIGKILL', 'sigkill'],
    ['signal', null, 'signal'],
    ['not_run', null, 'not_run'],
    ['done', null, 'not_observed'],
  ] as const)('%s %s', (end, signal, reason) => {
    const of = run('x', [lost('base')], { end, signal });
    expect(ending(of)).toBe(reason);
    expect(failure(lost('base'), of)).toMatchObject({ state: 'unknown', reason });
    expect(judgeCall(of, lost('base'), undefined, K4)).toMatchObject({ state: 'unknown', reason });
  });
});

describe('controls', () => {
  const of = run('x', [], huge(M2));
  it.each([
    [control('fstatfs', { type: '0x958458f6', blockBytes: M2 }), true],
    [control('fstatfs', { type: 0x958458f6, blockBytes: M2 }), true],
    [control('fstatfs', { type: '0x1021994', blockBytes: M2 }), false],
    [control('fstatfs', { type: '0x958458f6', blockBytes: G1 }), false],
    [control('fstatfs'), false],
    [no('fstatfs', 'ENOSYS', {}, 'control'), false],
    [control('range'), true],
    [lost('range', 'control'), false],
  ])('%j', (call, passed) => {
    expect(controlPassed(call, of)).toBe(passed);
  });

  it('do not count the kind of memory as a control of the call', () => {
    const test = no('base', 'EINVAL');
    const calls = [control('fstatfs', { type: '0x958458f6', blockBytes: M2 }), test];
    expect(judgeCall(run('x', calls, huge(M2)), test, undefined, K4)).toMatchObject({ reason: 'no_control' });
  });
});

describe('evidence', () => {
  it('is one line a call', () => {
    expect(line(no('continue_base', 'EINVAL', { mapped: -22 }))).toBe(
      'test continue_base -1 EINVAL mapped=-22',
    );
    expect(line(lost('continue_base'))).toBe('test continue_base (no answer)');
    expect(line(ok('offer', { features: '0x1' }), { a: 1 }, 'control')).toBe(
      'control offer 0 features=0x1 a=1',
    );
    expect(kindOf(ok('x'))).toBe('ok');
  });
});
