import { describe, expect, it } from 'vitest';
import { decide } from '../../src/profiles/question.js';
import type { Report, State } from '../../src/report/contract.js';
import { STATES } from '../../src/report/contract.js';
import type { Truth } from '../../src/require/answer.js';
import { parseExpression } from '../../src/require/language/parse.js';
import { hgmReport } from '../fixtures/hosts.js';
import { capability, stockReport } from '../fixtures/report.js';

const ask = (report: Report, ...asked: string[]) =>
  decide(
    asked.map((text) => parseExpression(text, [])),
    report,
    [],
  );

/** A host of which nothing is known but these rows. */
const host = (...rows: Report['capabilities']): Report => stockReport({ capabilities: rows });
const one = (state: State, extra = {}) => host(capability('open.device', null, state, extra));

describe('a state', () => {
  const EXPECTED: Record<State, Truth> = {
    supported: 'met',
    limited: 'met',
    absent: 'not_met',
    not_permitted: 'not_met',
    not_applicable: 'not_met',
    advertised: 'cannot_tell',
    no_resources: 'cannot_tell',
    not_probed: 'cannot_tell',
    unknown: 'cannot_tell',
  };

  it.each(STATES)('%s', (state) => {
    expect(ask(one(state), 'open.device').truth).toBe(EXPECTED[state]);
  });

  it('says its restriction, its gate and its reason', () => {
    const why = (state: State, extra = {}) => ask(one(state, extra), 'open.device').why;
    expect(why('supported')).toBe('open.device: supported');
    expect(why('supported', { reason: 'zeroes_only' })).toBe('open.device: supported (zeroes only)');
    expect(why('limited', { reason: 'user_mode_only' })).toBe('open.device: limited (user mode only)');
    expect(why('unknown', { reason: 'unknown' })).toBe('open.device: unknown');
    expect(why('not_permitted', { gate: 'seccomp', reason: 'seccomp' })).toBe(
      'open.device: not permitted (seccomp filter)',
    );
    expect(why('not_permitted', { gate: 'device_node', reason: 'node_mode' })).toBe(
      'open.device: not permitted (mode of /dev/userfaultfd)',
    );
  });

  it.each([
    ['not hgm', 'met', 'not hgm, which is absent (refused)'],
    ['not not hgm', 'not_met', 'hgm: absent (refused)'],
    [
      'not (hgm or hgm:2M)',
      'met',
      'not hgm, which is absent (refused); not hgm:2M, which is absent (refused)',
    ],
    ['not register.missing:shmem', 'not_met', 'not register.missing:shmem, which is supported'],
    ['not hgm:16G', 'met', 'not hgm:16G: this host has no such pages, it has 2M and 1G'],
    [
      'not hgm and register.missing:shmem',
      'met',
      'not hgm, which is absent (refused); register.missing:shmem: supported',
    ],
  ])('is said as what is not: "%s"', (asked, truth, why) => {
    expect(ask(stockReport(), asked)).toMatchObject({ truth, why });
  });

  it.each([
    ['6.12.57+deb13-amd64', 'met'],
    ['6.13.0', 'cannot_tell'],
    ['7.0.1', 'cannot_tell'],
  ])('of the kernel tells only that it is older: %s', (kernelRelease, truth) => {
    const stock = stockReport();
    const report = { ...stock, host: { ...stock.host, kernelRelease } };
    expect(ask(report, 'kernel<6.13')).toMatchObject({
      truth,
      why: `kernel<6.13: ${truth === 'met' ? 'older' : 'not older'} (Linux ${kernelRelease})`,
    });
    expect(ask(report, 'not kernel<6.13').truth).toBe(truth === 'met' ? 'not_met' : 'cannot_tell');
  });

  it('of HGM shows the calls on every size', () => {
    const [term] = ask(
      host(
        capability('hgm', 'hugetlb-2M', 'absent', { evidence: ['test continue_base -1 EINVAL'] }),
        capability('hgm', 'hugetlb-1G', 'absent', { evidence: ['test continue_base -1 EINVAL'] }),
      ),
      'hgm',
    ).terms;
    expect(term?.evidence).toEqual([
      'hugetlb-2M: test continue_base -1 EINVAL',
      'hugetlb-1G: test continue_base -1 EINVAL',
    ]);
  });

  it('of a feature is met where the kernel enables it, unless another sign of it is missing', () => {
    const feature = (state: State, reason: string) =>
      host(capability('feature.poison', null, state, { reason }));
    expect(ask(feature('advertised', 'offered'), 'feature.poison')).toMatchObject({
      truth: 'met',
      why: 'feature.poison: enabled (offered)',
    });
    expect(ask(feature('advertised', 'uncorroborated'), 'feature.poison').truth).toBe('cannot_tell');
    expect(ask(feature('unknown', 'bit_is_hgm_here'), 'feature.poison').truth).toBe('cannot_tell');
  });

  it('names who must act: the row itself, else whoever can', () => {
    const who = (state: State, extra = {}) => ask(one(state, extra), 'open.device').terms[0]?.who;
    expect(who('absent')).toBe('kernel_build');
    expect(who('absent', { action: { who: 'caller', hint: '' } })).toBe('caller');
    expect(who('not_permitted')).toBe('os_configuration');
    expect(who('no_resources')).toBe('os_configuration');
    expect(who('not_probed')).toBe('caller');
    expect(who('unknown')).toBeNull();
    expect(who('supported', { action: { who: 'caller', hint: '' } })).toBeNull();
  });
});

describe('is', () => {
  it.each<[State, string, string, Truth]>([
    ['absent', 'not_in_kernel', 'absent', 'met'],
    ['absent', 'not_in_kernel', 'not_in_kernel', 'met'],
    ['supported', 'works', 'absent', 'not_met'],
    ['unknown', 'ended', 'absent', 'cannot_tell'],
    ['not_probed', 'opt_in', 'absent', 'cannot_tell'],
    ['unknown', 'ended', 'unknown', 'met'],
  ])('%s (%s) is %s: %s', (state, reason, word, truth) => {
    expect(ask(one(state, { reason }), `open.device is ${word}`).truth).toBe(truth);
  });
});

describe('three values', () => {
  const TERM = { met: 'open.device', not_met: 'open.syscall', cannot_tell: 'kernel_faults' } as const;
  const mixed = host(
    capability('open.device', null, 'supported'),
    capability('open.syscall', null, 'absent'),
    capability('kernel_faults', null, 'unknown'),
  );
  const TRUTHS = Object.keys(TERM) as Truth[];
  const rank: Record<Truth, number> = { not_met: 0, cannot_tell: 1, met: 2 };
  const pairs = TRUTHS.flatMap((a) => TRUTHS.map((b) => [a, b] as const));

  it.each(pairs)('%s and, or %s are the least and the greatest of the two', (a, b) => {
    const low = rank[a] < rank[b] ? a : b;
    const high = rank[a] < rank[b] ? b : a;
    expect(ask(mixed, `${TERM[a]} and ${TERM[b]}`).truth).toBe(low);
    expect(ask(mixed, TERM[a], TERM[b]).truth).toBe(low);
    expect(ask(mixed, `${TERM[a]} or ${TERM[b]}`).truth).toBe(high);
  });

  it.each([
    ['met', 'not_met'],
    ['not_met', 'met'],
    ['cannot_tell', 'cannot_tell'],
  ] as const)('not %s is %s', (of, truth) => {
    expect(ask(mixed, `not ${TERM[of]}`).truth).toBe(truth);
  });

  it('says of the terms those that decide, and keeps all', () => {
    const { why, terms } = ask(mixed, 'open.device and (kernel_faults or open.syscall)');
    expect(why).toBe('kernel_faults: unknown');
    expect(terms.map(({ term }) => term)).toEqual(['open.device', 'kernel_faults', 'open.syscall']);
    expect(ask(mixed, 'open.device', 'open.device or open.syscall').why).toBe('open.device: supported');
  });
});

describe('memory', () => {
  const stock = stockReport();

  it('left out means all that apply', () => {
    expect(ask(stock, 'register.minor')).toMatchObject({
      truth: 'met',
      why: 'register.minor: supported on shmem, hugetlb-2M and hugetlb-1G',
    });
    expect(ask(stock, 'continue.base').why).toBe(
      'continue.base: absent (refused) on hugetlb-2M and hugetlb-1G',
    );
    const never = host(capability('register.minor', 'anonymous', 'not_applicable'));
    expect(ask(never, 'register.minor').truth).toBe('not_met');
  });

  it('hugetlb means every size of the host', () => {
    expect(ask(stock, 'register.minor:hugetlb').why).toBe(
      'register.minor:hugetlb: supported on hugetlb-2M and hugetlb-1G',
    );
    const single = host(capability('register.minor', 'hugetlb-2M', 'supported'));
    expect(ask(single, 'register.minor:hugetlb').why).toBe('register.minor:hugetlb: supported on hugetlb-2M');
    expect(ask(single, 'register.minor:2M').why).toBe('register.minor:2M: supported');
  });

  it('that the host has not is a no, and that nothing is known of is not', () => {
    expect(ask(stock, 'hgm:512M')).toMatchObject({
      truth: 'not_met',
      why: 'hgm:512M: this host has no such pages, it has 2M and 1G',
    });
    const bare = host(capability('register.minor', 'shmem', 'supported'));
    expect(ask(bare, 'register.minor:hugetlb').truth).toBe('cannot_tell');
    expect(ask(bare, 'copy.huge:2M').truth).toBe('cannot_tell');
    const none = { ...bare, hgm: { ...bare.hgm, state: 'not_applicable' as const } };
    for (const asked of ['register.minor:hugetlb', 'copy.huge:2M', 'hgm:2M', 'hgm:2M@4K', 'copy:2M@4K'])
      expect([asked, ask(none, asked).truth]).toEqual([
        asked,
        asked.startsWith('copy:') ? 'cannot_tell' : 'not_met',
      ]);
    expect(ask(stock, 'poison.base:shmem')).toMatchObject({
      truth: 'cannot_tell',
      why: 'poison.base:shmem: the report has no such row',
    });
  });

  it('has no place in a bit without a name, which has a row only where it is offered', () => {
    expect(ask(stock, 'feature.bit40')).toMatchObject({
      truth: 'not_met',
      why: 'feature.bit40: not offered',
    });
    const silent = { ...stock, userfaultfd: { ...stock.userfaultfd, features: null } };
    expect(ask(silent, 'feature.bit40').truth).toBe('cannot_tell');
  });
});

describe('HGM', () => {
  const stock = stockReport();
  const hgm = hgmReport();
  const granules = (granuleBytes: number, proof: 'mapped' | 'accepted' = 'mapped'): Report => ({
    ...hgm,
    hgm: { ...hgm.hgm, granules: hgm.hgm.granules.map((each) => ({ ...each, granuleBytes, proof })) },
  });

  it('is asked of the whole host without a size, and of its row with one', () => {
    for (const asked of ['hgm', 'hgm.continue', 'hgm@4K', 'hgm:2M', 'hgm.continue:1G@4K', 'hgm:hugetlb@4K']) {
      expect([asked, ask(hgm, asked).truth]).toEqual([asked, 'met']);
      expect([asked, ask(stock, asked).truth]).toEqual([asked, 'not_met']);
    }
    expect(ask(hgm, 'hgm.continue:1G@4K').why).toBe(
      'hgm.continue:1G@4K: 1G pages down to 4K, mapped and looked at',
    );
  });

  it('goes down to the granule that was proven and no further', () => {
    expect(ask(granules(16384), 'hgm:1G@4K')).toMatchObject({
      truth: 'not_met',
      why: 'hgm:1G@4K: 1G pages down to 16K, mapped and looked at',
    });
    expect(ask(granules(16384), 'hgm:1G@16K', 'hgm@64K', 'hgm:1G@2M').truth).toBe('met');
    expect(ask(granules(16384), 'hgm@4K').truth).toBe('not_met');
    expect(ask(granules(4096, 'accepted'), 'hgm:1G@4K').why).toContain('accepted, no page taken');
  });

  it('of some sizes is no HGM of the others', () => {
    const [small] = hgm.hgm.granules;
    const some = {
      ...hgm,
      hgm: { ...hgm.hgm, granules: small ? [small] : [] },
      capabilities: hgm.capabilities.map((row) =>
        row.id === 'hgm' && row.memory === 'hugetlb-1G'
          ? { ...row, state: 'absent' as const, reason: 'refused' }
          : row,
      ),
    };
    expect(ask(some, 'hgm@4K', 'hgm:2M@4K').truth).toBe('met');
    expect(ask(some, 'hgm:hugetlb@4K')).toMatchObject({
      truth: 'not_met',
      why: 'hgm:hugetlb@4K: absent (refused) on hugetlb-1G',
    });
  });
});

describe('an operation at a granule', () => {
  const stock = stockReport();

  it('may have rows of one extent only', () => {
    const collapse = host(capability('collapse.huge', 'hugetlb-2M', 'absent'));
    expect(ask(collapse, 'collapse:2M@2M').truth).toBe('not_met');
    expect(ask(collapse, 'collapse:2M@4K').truth).toBe('cannot_tell');
  });

  it.each<[string, Truth, string]>([
    ['continue:2M@4K', 'not_met', 'absent (refused) on hugetlb-2M'],
    ['continue:2M@2M', 'met', 'supported on hugetlb-2M'],
    [
      'continue:hugetlb@4K',
      'not_met',
      'absent (refused) on hugetlb-2M; continue:hugetlb@4K: absent (refused) on hugetlb-1G',
    ],
    ['continue:shmem@4K', 'met', 'supported on shmem'],
    ['continue:shmem@2M', 'cannot_tell', 'not tried at 2M on shmem'],
    ['continue:1G@2M', 'cannot_tell', 'not tried at 2M on hugetlb-1G'],
    ['continue:2M@1K', 'not_met', 'base pages are 4K here'],
    ['dontneed:2M@2M', 'cannot_tell', 'not tried at 2M on hugetlb-2M'],
    ['collapse:2M@2M', 'cannot_tell', 'the report has no such row'],
    ['continue:512M@4K', 'not_met', 'this host has no such pages, it has 2M and 1G'],
  ])('%s: %s', (asked, truth, why) => {
    expect(ask(stock, asked)).toMatchObject({ truth, why: `${asked}: ${why}` });
  });
});
