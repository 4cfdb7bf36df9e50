import { describe, expect, it } from 'vitest';
import { createContext } from '../../../../src/judge/create-context.js';
import { judgeTrial } from '../../../../src/judge/hgm/hgm-trial.js';
import type { Call, Dialect, End, Experiment, Observations } from '../../../../src/observe/observations.js';
import {
  answering,
  G1,
  having,
  lost,
  M2,
  no,
  ok,
  pick,
  REFUSED_OPENS,
  STOCK_COLUMNS,
  setup,
  upTo,
} from '../columns.js';
import { hole, STOCK } from '../stock.js';
import { compiledOut, DIALECTS, granular } from './hgm-kernels.js';

const { hugetlb, gigantic } = STOCK_COLUMNS;

function trial(of: Experiment, observations: Observations = STOCK) {
  const column = of.pageBytes === G1 ? gigantic : hugetlb;
  const found = judgeTrial(createContext(having(observations, of)), column, of.dialect as Dialect);
  return [found.outcome, found.finding.state, found.finding.reason];
}

const changed = (dialect: Dialect, ...calls: Call[]) => answering(hole(M2, dialect), ...calls);

const removed = (of: Experiment, ...steps: string[]): Experiment => ({
  ...of,
  calls: of.calls.filter((call) => !steps.includes(call.step)),
});

/** 5.10: no minor faults at all, and no bit for them. */
const NO_MINOR = having(
  STOCK,
  answering(pick(STOCK, 'api'), ok('offer', { features: '0x1ff', ioctls: '0x8000000000000003' })),
);

describe.each(DIALECTS)('a hole, %s', (dialect) => {
  it('is granular with EFAULT twice', () => {
    for (const size of [M2, G1]) expect(trial(granular(size, dialect))[0]).toBe('granular');
    // EFAULT comes from behind the check that writes `mapped`; without it, it is somebody else's.
    const bare = answering(granular(M2, dialect), no('continue_base', 'EFAULT'));
    expect(trial(bare)).toEqual(['unclear', 'unknown', 'mapped_disagrees_with_efault']);
  });

  it('is refused with EINVAL and the control at EFAULT', () => {
    for (const size of [M2, G1]) expect(trial(hole(size, dialect))[0]).toBe('refused');
    expect(trial(changed(dialect, no('continue_base', 'EINVAL')))[0]).toBe('refused');
  });

  it.each([
    ['the control succeeds', ok('continue_whole', {}, 'control'), 'control_failed'],
    ['the control is refused', no('continue_whole', 'EINVAL', {}, 'control'), 'control_failed'],
    ['the base page is mapped', ok('continue_base', { mapped: 4096 }), 'continue_on_hole_succeeded'],
    ['not registered', no('continue_base', 'ENOENT', { mapped: -2 }), 'unexpected_enoent'],
    [
      'another errno in mapped',
      no('continue_base', 'EINVAL', { mapped: -14 }),
      'mapped_disagrees_with_einval',
    ],
    ['a refusal in mapped', no('continue_base', 'EFAULT', { mapped: -22 }), 'mapped_disagrees_with_efault'],
    ['nothing in mapped', no('continue_base', 'EINVAL', { mapped: 0 }), 'mapped_disagrees_with_einval'],
    ['another file system', ok('fstatfs', { type: '0x1021994', blockBytes: M2 }, 'control'), 'not_hugetlb'],
    ['another page size', ok('fstatfs', { type: '0x958458f6', blockBytes: G1 }, 'control'), 'not_hugetlb'],
    ['API out of order', no('api', 'EIO', {}, 'setup'), 'unexpected_eio'],
    ['REGISTER out of order', no('register', 'EBUSY', {}, 'setup'), 'unexpected_ebusy'],
  ] as const)('is unclear where %s', (_, call, reason) => {
    expect(trial(changed(dialect, call))).toEqual(['unclear', 'unknown', reason]);
  });

  it.each([
    ['deadline', null, 'deadline'],
    ['signal', 'SIGKILL', 'sigkill'],
    ['not_run', null, 'not_run'],
    ['done', null, 'not_observed'],
  ] as const)('is unclear with an early end: %s', (end: End, signal, reason) => {
    for (const step of ['map', 'api', 'register']) {
      expect(trial(upTo(hole(M2, dialect), step, end, signal))).toEqual(['unclear', 'unknown', reason]);
    }
    const hanging = answering(upTo(hole(M2, dialect), 'continue_base', end, signal), lost('continue_base'));
    expect(trial(hanging)).toEqual(['unclear', 'unknown', reason]);
    const uncontrolled = upTo(hole(M2, dialect), 'continue_base', end, signal);
    const why = end === 'done' ? 'control_failed' : reason;
    expect(trial(uncontrolled)).toEqual(['unclear', 'unknown', why]);
    expect(
      trial({ ...uncontrolled, calls: [...uncontrolled.calls, lost('continue_whole', 'control')] })[2],
    ).toBe(why);
  });

  it('takes the state of what stopped it', () => {
    const exhausted = upTo(changed(dialect, no('map', 'ENOMEM', {}, 'setup')), 'map');
    expect(trial(exhausted)).toEqual(['unclear', 'no_resources', 'enomem']);
    expect(trial(changed(dialect, no('api', 'EPERM', {}, 'setup')))).toEqual([
      'unclear',
      'not_permitted',
      'eperm',
    ]);
    // Refused before, so not asked again: the answer of that time is in the experiment `api`.
    const spared = { ...no('api', 'ECANCELED', {}, 'setup'), call: 'none' };
    expect(trial(changed(dialect, spared))).toEqual(['unclear', 'unknown', 'api_ecanceled']);
    const refused = { ...hole(M2, dialect), calls: REFUSED_OPENS };
    expect(trial(refused)).toEqual(['unclear', 'unknown', 'no_descriptor']);
    expect(trial(removed(hole(M2, dialect), 'fstatfs'))).toEqual(['unclear', 'unknown', 'not_hugetlb']);
  });

  it('is unclear where it was not run', () => {
    const none = { ...STOCK, experiments: [] };
    expect(judgeTrial(createContext(none), hugetlb, dialect)).toMatchObject({
      outcome: 'unclear',
      finding: { state: 'unknown', reason: 'not_run' },
    });
  });

  it('is no_minor where the kernel has no minor faults, and unclear where it should have them', () => {
    const register = upTo(changed(dialect, no('register', 'EINVAL', {}, 'setup')), 'register');
    expect(trial(register, NO_MINOR)[0]).toBe('no_minor');
    expect(trial(register)).toEqual(['unclear', 'unknown', 'control_failed']);
    const api = upTo(changed(dialect, no('api', 'EINVAL', {}, 'setup')), 'api');
    expect(trial(api, NO_MINOR)[0]).toBe(dialect === 'rfc-v2' ? 'refused' : 'no_minor');
    expect(trial(api)).toEqual(['unclear', 'unknown', 'control_failed']);
    const untaken = having(
      NO_MINOR,
      answering(pick(STOCK, 'register', 'hugetlb-2M'), no('missing', 'EINVAL')),
    );
    expect(trial(register, untaken)[0]).toBe('unclear');
  });
});

describe('RFC v2', () => {
  it('is refused where bit 13 is neither offered nor taken, and unclear where nobody knows', () => {
    const api = upTo(changed('rfc-v2', no('api', 'EINVAL', {}, 'setup')), 'api');
    const before = having(
      STOCK,
      answering(pick(STOCK, 'api'), ok('offer', { features: '0x1fff', ioctls: '0x3' })),
    );
    expect(trial(api, before)[0]).toBe('refused');
    const silent = having(STOCK, answering(pick(STOCK, 'api'), no('offer', 'EIO')));
    expect(trial(api, silent)[0]).toBe('unclear');
  });

  it('is compiled out where REGISTER refuses hugetlb with bit 13 alone', () => {
    for (const size of [M2, G1]) expect(trial(compiledOut(size))[0]).toBe('compiled_out');
    for (const step of ['register_shmem', 'register_plain']) {
      expect(trial(answering(compiledOut(M2), no(step, 'EINVAL', {}, 'control')))[0]).toBe('unclear');
      expect(trial(removed(compiledOut(M2), step))[0]).toBe('unclear');
    }
  });

  it('is the only dialect that compiled out can be said of', () => {
    for (const dialect of ['rfc-v1', 'madv-split'] as const) {
      const of = answering(compiledOut(M2), setup('opt_in'));
      expect(trial({ ...of, dialect })[0]).toBe('unclear');
    }
  });
});

describe('MADV_SPLIT', () => {
  it('is judged by the CONTINUE, whatever the advice answered', () => {
    expect(trial(changed('madv-split', setup('opt_in')))[0]).toBe('refused');
    const sneaky = answering(granular(M2, 'madv-split'), no('opt_in', 'EINVAL', {}, 'setup'));
    expect(trial(sneaky)).toEqual(['unclear', 'unknown', 'granular_without_opt_in']);
  });

  it('is unclear where the advice failed otherwise, was not tried, or ended the trial', () => {
    expect(trial(changed('madv-split', no('opt_in', 'ENOMEM', {}, 'setup')))).toEqual([
      'unclear',
      'no_resources',
      'enomem',
    ]);
    expect(trial(removed(hole(M2, 'madv-split'), 'opt_in'))).toEqual(['unclear', 'unknown', 'no_opt_in']);
    expect(trial(upTo(hole(M2, 'madv-split'), 'opt_in'))).toEqual(['unclear', 'unknown', 'opt_in_einval']);
  });
});
