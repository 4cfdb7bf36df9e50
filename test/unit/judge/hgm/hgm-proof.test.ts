import { describe, expect, it } from 'vitest';
import { judgeProof } from '../../../../src/judge/hgm/hgm-proof.js';
import type { Call } from '../../../../src/observe/observations.js';
import { control, K4, look, lost, M2, no, ok, REFUSED_OPENS, upTo } from '../build.js';
import { proven } from './hgm-kernels.js';

const judged = (...odd: Call[]) => judgeProof(proven(M2, 'rfc-v2', ...odd), K4);
const whole = proven(M2, 'rfc-v2');

describe('the proof', () => {
  it('is mapped with the length, the bytes and the neighbour', () => {
    const found = judged();
    expect(found).toMatchObject({ verdict: 'mapped', reason: 'works', sawGranular: true });
    expect(found.evidence).toContain('test continue_base 0 mapped=4096 proof=rfc-v2');
    expect(found.evidence).toContain(
      'look load_neighbour 0 signal=SIGBUS offset=24576 expectedOffset=24576 proof=rfc-v2',
    );
  });

  it.each([
    ['another length', ok('continue_base', { mapped: M2 }), 'wrong_length'],
    ['no length', ok('continue_base'), 'wrong_length'],
    ['refused', no('continue_base', 'EINVAL', { mapped: -22 }), 'proof_refused'],
    ['other bytes', look('load_base', { byte: 0, expected: 69 }), 'wrong_bytes'],
    ['nothing to compare', look('load_base', {}), 'wrong_bytes'],
    ['no expectation', look('load_base', { byte: 69 }), 'wrong_bytes'],
    ['a fault where it was mapped', look('load_base', { signal: 'SIGBUS' }), 'mapped_page_faulted'],
    [
      'a readable neighbour',
      look('load_neighbour', { byte: 70, expectedOffset: 24576 }),
      'neighbour_did_not_fault',
    ],
    ['another signal', look('load_neighbour', { signal: 'SIGSEGV', offset: 1 }), 'neighbour_other_signal'],
    [
      'another place',
      look('load_neighbour', { signal: 'SIGBUS', offset: 0, expectedOffset: 24576 }),
      'neighbour_wrong_offset',
    ],
    ['no place', look('load_neighbour', { signal: 'SIGBUS' }), 'neighbour_wrong_offset'],
    ['a control that failed', no('continue_whole', 'EINVAL', {}, 'control'), 'proof_control_failed'],
    ['a control of another length', control('continue_whole', { mapped: K4 }), 'proof_control_failed'],
    ['another file system', control('fstatfs', { type: '0x1', blockBytes: M2 }), 'not_hugetlb'],
  ] as const)('fails with %s', (_, call, reason) => {
    expect(judged(call)).toMatchObject({ verdict: 'failed', reason });
  });

  it.each(['continue_base', 'load_base', 'load_neighbour', 'continue_whole'])(
    'fails where %s hangs',
    (step) => {
      const before = upTo(whole, step, 'deadline');
      const hanging = { ...before, calls: [...before.calls.slice(0, -1), lost(step)] };
      expect(judgeProof(hanging, K4)).toMatchObject({ verdict: 'failed', reason: 'deadline' });
      const killed = {
        ...hanging,
        calls: hanging.calls.slice(0, -1),
        end: 'signal' as const,
        signal: 'SIGKILL',
      };
      expect(judgeProof(killed, K4)).toMatchObject({ verdict: 'failed', reason: 'sigkill' });
    },
  );

  it('fails where it ended before its preparation was done', () => {
    expect(judgeProof(upTo(whole, 'register'), K4)).toMatchObject({ reason: 'proof_not_prepared' });
    expect(judgeProof(upTo(whole, 'unmap_whole'), K4)).toMatchObject({ reason: 'proof_not_prepared' });
    const calls = whole.calls.filter((call) => call.step !== 'fstatfs');
    expect(judgeProof({ ...whole, calls }, K4)).toMatchObject({ reason: 'proof_not_prepared' });
  });

  it('is impossible where there was no page, no descriptor or no child', () => {
    const nothing = { verdict: 'impossible', reason: 'no_page', sawGranular: false };
    const withLast = (call: Call) => ({ ...whole, calls: [...whole.calls.slice(0, 2), call] });
    expect(judgeProof(withLast(no('map', 'ENOMEM', {}, 'setup')), K4)).toMatchObject(nothing);
    expect(judgeProof(withLast(no('store', 'EFAULT', { signal: 'SIGBUS' }, 'setup')), K4)).toMatchObject(
      nothing,
    );
    expect(judgeProof({ ...whole, calls: REFUSED_OPENS }, K4)).toMatchObject(nothing);
    expect(judgeProof({ ...whole, calls: [], end: 'not_run' }, K4)).toMatchObject({
      ...nothing,
      evidence: [],
    });
  });

  it('is not impossible because something else failed', () => {
    const withLast = (call: Call) => ({ ...whole, calls: [...whole.calls.slice(0, 2), call] });
    const failed = { verdict: 'failed', reason: 'proof_not_prepared' };
    expect(judgeProof(withLast(no('store', 'EFAULT', { signal: 'SIGSEGV' }, 'setup')), K4)).toMatchObject(
      failed,
    );
    expect(judgeProof(withLast(no('register', 'EINVAL', {}, 'setup')), K4)).toMatchObject(failed);
    expect(judgeProof({ ...whole, calls: [] }, K4)).toMatchObject(failed);
  });

  it('has seen something granular where a base page inside a huge one answered EEXIST', () => {
    expect(judged(no('continue_base', 'EINVAL')).sawGranular).toBe(true);
    expect(judged(no('continue_base', 'EINVAL'), no('base_on_whole', 'EINVAL')).sawGranular).toBe(false);
  });
});
