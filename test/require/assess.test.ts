import { describe, expect, it } from 'vitest';
import { assess, assessAll } from '../../src/profiles/assess.js';
import { decide } from '../../src/profiles/question.js';
import type { Capability, Report } from '../../src/report/contract.js';
import { parseExpression } from '../../src/require/language/parse.js';
import { capability, stockReport } from '../fixtures/report.js';
import { profileOf } from './fixtures.js';

const HINT = { who: 'caller', hint: '' } as const;
const rows: Capability[] = [
  capability('open.device', null, 'supported', { evidence: ['test device_new 0'] }),
  capability('open.syscall', null, 'not_permitted', { gate: 'sysctl', reason: 'sysctl' }),
  capability('open.user_mode_only', null, 'limited', { reason: 'user_mode_only' }),
  capability('kernel_faults', null, 'unknown', { reason: 'not_run' }),
  capability('feature.rwp', null, 'absent', { reason: 'not_offered' }),
  capability('hgm.file', null, 'not_probed', { reason: 'opt_in', action: HINT }),
];
const host: Report = stockReport({ capabilities: rows });

const verdict = (...requires: Parameters<typeof profileOf>[1][]) =>
  assess(host, profileOf('x', ...requires)).verdict;

describe('a consumer is', () => {
  it('ready where all that it requires works', () => {
    expect(verdict('open.device', ['open.user_mode_only', 'something'])).toEqual({
      state: 'ready',
      reason: 'all that is needed works',
      who: null,
      missing: [],
    });
  });

  it('restricted where something that it can do without is missing, or not known', () => {
    expect(verdict('open.device', ['open.syscall', 'old ones'])).toEqual({
      state: 'restricted',
      reason: 'not for old ones: open.syscall not permitted (vm.unprivileged_userfaultfd)',
      who: 'os_configuration',
      missing: ['open.syscall'],
    });
    expect(verdict(['kernel_faults', 'guests'], ['open.syscall', 'old ones']).reason).toBe(
      'not known for guests: kernel_faults unknown (not run); not for old ones: open.syscall not permitted (vm.unprivileged_userfaultfd)',
    );
  });

  it('not ready where something is missing, whatever else is not known', () => {
    expect(verdict('kernel_faults', 'open.syscall', ['feature.rwp', 'old ones'])).toEqual({
      state: 'not_ready',
      reason: 'open.syscall not permitted (vm.unprivileged_userfaultfd)',
      who: 'os_configuration',
      missing: ['open.syscall'],
    });
  });

  it('unknown where it can not be told', () => {
    expect(verdict('open.device', 'kernel_faults', ['open.syscall', 'old ones'])).toEqual({
      state: 'unknown',
      reason: 'kernel_faults unknown (not run)',
      who: null,
      missing: ['kernel_faults'],
    });
  });
});

it('a kernel that lacks something goes before a permission, and that before the caller', () => {
  expect(verdict('open.syscall', 'feature.rwp').who).toBe('kernel_build');
  expect(verdict('hgm.file', ['open.syscall', 'x']).who).toBe('caller');
});

it('says one cause of terms that must all hold, and every way that is shut', () => {
  expect(verdict('feature.rwp and open.syscall').reason).toBe('feature.rwp absent (not offered)');
  expect(verdict('feature.rwp or open.syscall').reason).toBe(
    'feature.rwp absent (not offered) or open.syscall not permitted (vm.unprivileged_userfaultfd)',
  );
  // Either would do for the first, but not without the second.
  expect(verdict('feature.rwp or open.syscall', 'open.syscall').reason).toBe(
    'feature.rwp absent (not offered) or open.syscall not permitted (vm.unprivileged_userfaultfd); open.syscall not permitted (vm.unprivileged_userfaultfd)',
  );
  expect(verdict('feature.rwp', 'feature.rwp and open.device').reason).toBe(
    'feature.rwp absent (not offered)',
  );
  // A condition on another row is nothing that anybody lacks, unless there is nothing else to say.
  expect(verdict('open.syscall or open.device is absent').reason).toBe(
    'open.syscall not permitted (vm.unprivileged_userfaultfd)',
  );
  expect(verdict('open.device is absent').reason).toBe('open.device is supported');
});

it('gives a verdict for each, in the order given', () => {
  const all = assessAll(host, [profileOf('b', 'open.device'), profileOf('a', 'feature.rwp')]);
  expect(Object.entries(all).map(([name, { state }]) => `${name} ${state}`)).toEqual([
    'b ready',
    'a not_ready',
  ]);
});

describe('profile:NAME', () => {
  const profiles = [
    profileOf('ready', 'open.device'),
    profileOf('restricted', 'open.device', ['open.syscall', 'old ones']),
    profileOf('shut', 'feature.rwp'),
    profileOf('open-question', 'kernel_faults'),
  ];
  const ask = (name: string, known = profiles) =>
    decide([parseExpression(`profile:${name}`, [name])], host, known);

  it.each([
    ['ready', 'met', 'ready'],
    [
      'restricted',
      'met',
      'ready with a restriction: not for old ones: open.syscall not permitted (vm.unprivileged_userfaultfd)',
    ],
    ['shut', 'not_met', 'not ready: feature.rwp absent (not offered)'],
    ['open-question', 'cannot_tell', 'not known: kernel_faults unknown (not run)'],
  ])('%s is %s', (name, truth, why) => {
    expect(ask(name)).toMatchObject({ truth, why: `profile:${name}: ${why}` });
  });

  it('shows the calls of the terms behind it', () => {
    expect(ask('ready').terms[0]?.evidence).toEqual(['open.device: test device_new 0']);
  });

  it('of nobody can not be told', () => {
    expect(ask('ready', [])).toMatchObject({ truth: 'cannot_tell', why: 'profile:ready: no such profile' });
  });
});
