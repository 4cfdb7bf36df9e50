/** Every kernel of the ground truth, from its calls to the verdict. */
import { describe, expect, it } from 'vitest';
import { buildScenario, G1, M2, type Patch, report, row, type Scenario } from './scenario.js';

buildScenario();

const BOTH = { [M2]: 4, [G1]: 2 };
const GRANULES = [
  { hugePageBytes: M2, granuleBytes: 4096 },
  { hugePageBytes: G1, granuleBytes: 4096 },
];
const ACCEPTED = GRANULES.map((granule) => ({ ...granule, proof: 'accepted' }));

const DIALECTS: [Patch, string][] = [
  ['rfc-v1', '6.1'],
  ['rfc-v2', '6.1'],
  ['madv-split', '6.1'],
  ['madv-split', '6.18'],
  ['madv-split', '7.3'],
];

describe.each(DIALECTS)('HGM by %s on %s', (patch, kernel) => {
  const scenario: Scenario = { kernel, patch, pools: BOTH };

  it('is accepted where no page is taken', () => {
    expect(report(scenario).hgm).toEqual({
      state: 'supported',
      granuleBytes: 4096,
      dialect: patch,
      proof: 'accepted',
      granules: ACCEPTED,
      reason: 'works',
    });
  });

  it('is mapped where pages are borrowed, and collapses back', () => {
    const found = report({ ...scenario, borrow: [M2, G1] });
    expect(found.hgm).toMatchObject({
      state: 'supported',
      dialect: patch,
      proof: 'mapped',
      granules: GRANULES,
    });
    expect(row(found, 'hgm.collapse', 'hugetlb-2M')?.state).toBe('supported');
    const timed = found.timings.map(({ id }) => id);
    expect(timed).toContain('continue.first_base');
    expect(timed.includes('madv_split')).toBe(patch === 'madv-split');
  });

  it('is found with empty pools and by an unprivileged user', () => {
    for (const poor of [{ pools: { [M2]: 0, [G1]: 0 } }, { as: 'nobody' as const }]) {
      expect(report({ ...scenario, ...poor }).hgm).toMatchObject({ state: 'supported', dialect: patch });
    }
  });

  it('is not denied where no descriptor can be had', () => {
    expect(report({ ...scenario, as: 'container' }).hgm.state).toBe('not_permitted');
  });

  it('has the row of MADV_SPLIT that belongs to it', () => {
    const state = row(report(scenario), 'madv_split', 'hugetlb-2M')?.state;
    expect(state).toBe(patch === 'madv-split' ? 'supported' : 'absent');
  });
});

describe.each(['5.10', '5.15', '6.1', '6.18', '7.3'])('a stock %s', (kernel) => {
  it.each([
    ['with pages to borrow', { pools: BOTH, borrow: [M2, G1] }],
    ['with nothing borrowed', { pools: BOTH }],
    ['with empty pools', { pools: { [M2]: 0, [G1]: 0 } }],
  ])('has no HGM, %s', (_, more) => {
    const found = report({ kernel, ...more });
    expect(found.hgm.state).toBe('absent');
    expect(row(found, 'hgm', 'hugetlb-1G')?.state).toBe('absent');
    expect(row(found, 'madv_split', 'hugetlb-2M')).toMatchObject({ state: 'absent', reason: 'refused' });
    expect(found.hgm).toMatchObject({ dialect: null, proof: null, granules: [] });
  });

  it('times no HGM, and says why', () => {
    const found = report({ kernel, pools: BOTH, borrow: [M2, G1] });
    expect(found.timings.map(({ id }) => id)).not.toContain('continue.first_base');
    const why = found.untimed.find(
      ({ id, memory }) => id === 'continue.first_base' && memory === 'hugetlb-2M',
    );
    expect(why?.reason).toBe('hgm_absent');
  });
});

describe('privilege on a stock kernel', () => {
  it('a user has what the user-mode descriptor shows, and no false absent', () => {
    const found = report({ as: 'nobody' });
    expect(found.hgm.state).toBe('absent');
    expect(row(found, 'open.user_mode_only')?.state).toBe('limited');
    expect(row(found, 'open.syscall')).toMatchObject({ state: 'not_permitted', gate: 'sysctl' });
    expect(row(found, 'open.device')).toMatchObject({ state: 'not_permitted', gate: 'device_node' });
    expect(row(found, 'kernel_faults')?.state).toBe('not_permitted');
    expect(row(found, 'feature.event_fork')).toMatchObject({ state: 'not_permitted', gate: 'capability' });
  });

  it('behind a filter nothing is absent that a descriptor would show', () => {
    const found = report({ as: 'container' });
    expect(found.hgm.state).toBe('not_permitted');
    expect(row(found, 'open.syscall')).toMatchObject({ state: 'not_permitted', gate: 'seccomp' });
    const needs = found.capabilities.filter(({ id }) =>
      /^(feature|register|continue|copy|poison)\./.test(id),
    );
    const denied = needs.filter(({ state }) => state === 'absent' || state === 'supported');
    expect(denied.map(({ id, memory }) => `${id} ${memory}`)).toEqual([]);
  });

  it('a user on 5.10, which has no user mode, is told of the sysctl', () => {
    const found = report({ kernel: '5.10', as: 'nobody' });
    expect(row(found, 'open.syscall')).toMatchObject({ state: 'not_permitted', gate: 'sysctl' });
    expect(found.hgm.state).toBe('not_permitted');
    expect(row(report({ kernel: '5.10', as: 'sysctl' }), 'open.syscall')?.state).toBe('supported');
  });
});

describe('patched, HGM compiled out', () => {
  it('is a finding of its own', () => {
    const found = report({ kernel: '6.1', patch: 'rfc-v2-off', pools: BOTH, borrow: [M2] });
    expect(found.hgm).toMatchObject({ state: 'absent', reason: 'compiled_out' });
    expect(row(found, 'hgm', 'hugetlb-2M')?.action?.who).toBe('kernel_build');
  });

  it.each(['register_shmem', 'register_plain'])('is not said without the control %s', (step) => {
    const fail = [`hgm_hole:rfc-v2/${step}=EINVAL`];
    expect(report({ kernel: '6.1', patch: 'rfc-v2-off', fail }).hgm.state).toBe('unknown');
  });
});
