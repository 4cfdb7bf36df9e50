import { describe, expect, it } from 'vitest';
import { finding, notPermitted } from '../../../../src/judge/finding.js';
import { gotNoDescriptor, judgeAccess, withoutDescriptor } from '../../../../src/judge/ways/access.js';
import { lost, no, ok, REFUSED_OPENS, run, setup } from '../build.js';
import { STOCK } from '../stock.js';

const absent = finding('absent', 'not_built', ['a']);
const unknown = finding('unknown', 'deadline', ['u']);
const gated = notPermitted('seccomp', 'seccomp', []);
const exhausted = finding('no_resources', 'emfile', []);
const ways = (userModeOnly: typeof absent, syscall = userModeOnly, device = userModeOnly) => ({
  userModeOnly,
  syscall,
  device,
});

describe('what no way in means for the rest', () => {
  it('is nothing where one opens', () => {
    expect(judgeAccess(ways(finding('limited', 'user_mode_only'), gated))).toBeNull();
    expect(judgeAccess(ways(gated, gated, finding('supported', 'works')))).toBeNull();
  });

  it('is absent only where every way is', () => {
    expect(judgeAccess(ways(absent))).toMatchObject({ state: 'absent', reason: 'no_userfaultfd' });
    expect(judgeAccess(ways(absent, unknown))).toMatchObject({ state: 'unknown', reason: 'deadline' });
    expect(judgeAccess(ways(absent, absent, gated))).toEqual(gated);
    expect(judgeAccess(ways(absent, exhausted))).toEqual(exhausted);
    // With a descriptor to spare that way would have been asked.
    expect(judgeAccess(ways(absent, exhausted, gated))).toEqual(exhausted);
  });

  it('is unknown where a way could still have opened, whatever shut the others', () => {
    const untried = finding('unknown', 'not_tried_would_log', ['n']);
    for (const all of [ways(gated, untried), ways(gated, gated, untried), ways(untried, gated, exhausted)])
      expect(judgeAccess(all)).toMatchObject({ state: 'unknown', reason: 'not_tried_would_log' });
    expect(judgeAccess(ways(gated, absent, gated))).toEqual(gated);
  });

  it('is in doubt for what could not be taken over of the other process', () => {
    const doubt = finding('unknown', 'seccomp_not_taken_over', ['d']);
    expect(judgeAccess(ways(unknown, doubt))).toMatchObject({ state: 'unknown', reason: doubt.reason });
  });

  it('is told by the last call being an opening that failed', () => {
    expect(gotNoDescriptor(run('x', REFUSED_OPENS))).toBe(true);
    expect(gotNoDescriptor(run('x', [setup('open_user_mode')]))).toBe(false);
    expect(gotNoDescriptor(run('x', [lost('open_user_mode', 'setup')]))).toBe(false);
    expect(gotNoDescriptor(run('x', [ok('api')]))).toBe(false);
    expect(gotNoDescriptor(run('x', []))).toBe(false);
  });

  it('gives an experiment its own reason where the ways-in did open', () => {
    const of = run('x', [no('open_user_mode', 'EMFILE', {}, 'setup')]);
    expect(withoutDescriptor({ access: null, observations: STOCK }, of)).toMatchObject({
      state: 'unknown',
      reason: 'open_user_mode_emfile',
    });
    expect(withoutDescriptor({ access: null, observations: STOCK }, run('x', REFUSED_OPENS))).toMatchObject({
      state: 'unknown',
      reason: 'no_descriptor',
    });
    expect(withoutDescriptor({ access: gated, observations: STOCK }, of)).toEqual(gated);
    // What went well, and what was no opening, is no evidence of it.
    const mixed = run('x', [setup('open_user_mode'), no('api', 'EINVAL', {}, 'setup'), ...REFUSED_OPENS]);
    expect(withoutDescriptor({ access: null, observations: STOCK }, mixed).evidence).toEqual(
      withoutDescriptor({ access: null, observations: STOCK }, run('x', REFUSED_OPENS)).evidence,
    );
    expect(
      withoutDescriptor({ access: gated, observations: STOCK }, { ...of, end: 'deadline' }),
    ).toMatchObject({
      state: 'unknown',
      reason: 'deadline',
    });
  });
});
