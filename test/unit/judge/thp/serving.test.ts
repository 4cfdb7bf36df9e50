/** What serves a guest on big pages, drawn from rows that stand as they would on some host. */
import { describe, expect, it } from 'vitest';
import { judgeServing } from '../../../../src/judge/thp/serving.js';
import { judgeStalls } from '../../../../src/judge/timings/stalls.js';
import type { Capability, Hgm, State, Timing } from '../../../../src/report/contract.js';
import { capability, stockReport, timing } from '../../../fixtures/report.js';
import { G1, K4, M2 } from '../build.js';

const { hgm: ABSENT } = stockReport();
const PRESENT: Hgm = {
  ...ABSENT,
  state: 'supported',
  granuleBytes: K4,
  granules: [{ hugePageBytes: M2, granuleBytes: K4, proof: 'mapped' }],
};
const MEMORIES = ['anonymous', 'shmem', 'hugetlb-2M', 'hugetlb-1G'];

/** Every row that a way rests on works, but for those that are named, as `copy.base:shmem`. */
function rows(but: Record<string, [State, string]> = {}): Capability[] {
  const names = [
    'kernel_faults',
    ...['register.missing', 'register.minor', 'copy.base', 'continue.base'].flatMap((id) =>
      MEMORIES.map((memory) => `${id}:${memory}`),
    ),
    ...['copy.huge', 'continue.huge', 'hgm', 'hgm.collapse'].flatMap((id) => [
      `${id}:hugetlb-2M`,
      `${id}:hugetlb-1G`,
    ]),
    ...['isolation.base', 'regain.huge'].flatMap((id) => [`${id}:shmem`, `${id}:anonymous`]),
  ];
  return names
    .filter((name) => but[name]?.[1] !== 'no_row')
    .map((name) => {
      const [id = '', memory = null] = name.split(':');
      const [state, reason] = but[name] ?? ['supported', 'works'];
      return capability(id, memory, state, { reason });
    });
}

const TIMINGS: Timing[] = [
  { ...timing('memcpy', null, true, 300), granuleBytes: K4 },
  timing('continue.base', 'shmem', true, 1000),
  timing('fault.poll', 'shmem', true, 31_000),
  timing('copy.base', 'anonymous', true, 2000),
  timing('continue.huge', 'hugetlb-2M', true, 6000),
  timing('fault.poll', 'hugetlb-2M', true, 40_000),
  { ...timing('regain.huge', 'shmem', true, 600_000), granuleBytes: M2 },
];

function serving(but: Record<string, [State, string]> = {}, hgm = ABSENT, timings = TIMINGS) {
  const stallGround = { timings, hugePages: [M2, G1], basePageBytes: K4, linkGbps: 25 };
  const stalls = judgeStalls(stallGround);
  const ways = judgeServing({ capabilities: rows(but), hgm, stalls, stallGround, thpBytes: M2 });
  return Object.fromEntries(ways.map((way) => [way.id, way]));
}

describe('the ways of a stock kernel', () => {
  it('are whole pages of each size, the largest first, and memory with transparent huge pages', () => {
    expect(Object.keys(serving())).toEqual(['hugetlb-1G', 'hugetlb-2M', 'shmem-thp', 'anonymous-thp']);
    expect(Object.values(serving()).map(({ faultBytes }) => faultBytes)).toEqual([G1, M2, K4, K4]);
    expect(serving()['hugetlb-2M']).toMatchObject({ state: 'supported', reason: 'works', regain: null });
    expect(serving()['shmem-thp']).toMatchObject({ state: 'supported', aliasWrites: 'isolated' });
  });

  it('need faults of the kernel to be served, and one set of calls that works', () => {
    const refused: [State, string] = ['not_permitted', 'sysctl'];
    const nobody = Object.values(serving({ kernel_faults: refused }));
    expect(nobody.map(({ state, reason }) => `${state} ${reason}`)).toEqual(
      Array(4).fill('not_permitted sysctl'),
    );
    const absent: [State, string] = ['absent', 'refused'];
    expect(serving({ 'copy.base:shmem': absent })['shmem-thp']?.state).toBe('supported');
    expect(serving({ 'continue.base:shmem': absent })['shmem-thp']?.state).toBe('supported');
    expect(serving({ 'copy.base:shmem': absent, 'register.minor:shmem': absent })['shmem-thp']).toMatchObject(
      { state: 'absent', reason: 'refused' },
    );
    expect(serving({ 'copy.base:anonymous': absent })['anonymous-thp']?.state).toBe('absent');
    const empty: [State, string] = ['no_resources', 'pool_empty'];
    expect(
      serving({ 'copy.huge:hugetlb-1G': empty, 'continue.huge:hugetlb-1G': empty })['hugetlb-1G'],
    ).toMatchObject({ state: 'no_resources', reason: 'pool_empty' });
  });

  it('are half an answer where the guest stays on base pages, and none where nobody can tell', () => {
    const regained = (state: State, reason = 'x') =>
      serving({ 'regain.huge:shmem': [state, reason] })['shmem-thp'];
    expect(regained('absent')).toMatchObject({ state: 'limited', reason: 'stays_on_base_pages' });
    expect(regained('not_applicable')).toMatchObject({ state: 'limited', reason: 'stays_on_base_pages' });
    expect(regained('no_resources', 'enomem')).toMatchObject({ state: 'no_resources', reason: 'enomem' });
    expect(regained('unknown', 'no_row')).toMatchObject({ state: 'unknown', reason: 'not_run' });
  });

  it('say whether a handler may write through another mapping, each by what was shown of it', () => {
    const writes = (state: State, reason: string) =>
      serving({ 'isolation.base:shmem': [state, reason] })['shmem-thp'];
    expect(writes('absent', 'exposed')).toMatchObject({ state: 'supported', aliasWrites: 'exposed' });
    expect(writes('limited', 'exposed_if_advised')?.aliasWrites).toBe('exposed_if_advised');
    expect(writes('unknown', 'deadline')?.aliasWrites).toBe('unknown');
    expect(writes('unknown', 'no_row')?.aliasWrites).toBe('unknown');
    // Where the calls themselves expose neighbours, such memory serves nobody.
    expect(writes('absent', 'exposed_by_fill')).toMatchObject({ state: 'absent', reason: 'exposed_by_fill' });
    expect(serving()['anonymous-thp']?.aliasWrites).toBeUndefined();
  });

  it('on anonymous memory take the fault of its own, with the COPY that resumed it taken out', () => {
    const fault = timing('fault.poll', 'anonymous', true, 33_000);
    const own = (timings: Timing[]) => serving({}, ABSENT, timings)['anonymous-thp']?.parts.at(-1);
    expect(own([...TIMINGS, fault])).toMatchObject({ part: 'fault', ns: 31_000, basis: 'measured' });
    // Where COPY by itself was not timed it stays in.
    expect(own([...TIMINGS.filter(({ id }) => id !== 'copy.base'), fault])).toMatchObject({
      ns: 33_000,
      from: 'fault.poll anonymous, p50, its COPY in it',
    });
  });

  it('have the stall of what a fault moves, with the parts that were measured for that memory', () => {
    const { 'shmem-thp': shmem, 'anonymous-thp': anonymous, 'hugetlb-2M': whole } = serving();
    // 4 KiB over 25 Gb/s, copied, mapped, and the rest of the fault.
    expect(shmem).toMatchObject({ stallNs: 1311 + 300 + 1000 + 30_000 });
    expect(shmem?.parts?.map(({ part, basis }) => `${part} ${basis}`)).toEqual([
      'link assumed',
      'copy measured',
      'continue measured',
      'fault measured',
    ]);
    // COPY copies and maps; its fault is that of shmem.
    expect(anonymous?.stallNs).toBe(1311 + 2000 + 30_000);
    expect(anonymous?.parts?.map(({ part, basis }) => `${part} ${basis}`)).toEqual([
      'link assumed',
      'copy measured',
      'fault assumed',
    ]);
    const own = serving({}, ABSENT, [...TIMINGS, timing('fault.poll', 'anonymous', true, 12_000)]);
    expect(own['anonymous-thp']?.stallNs).toBe(1311 + 2000 + 10_000);
    expect(whole?.stallNs).toBeGreaterThan(671_000);
  });

  it('have no figure that was not taken', () => {
    const untimed = Object.values(serving({}, ABSENT, []));
    expect(untimed.map(({ stallNs, parts }) => [stallNs, parts])).toEqual(Array(4).fill([null, []]));
    const part = serving(
      {},
      ABSENT,
      TIMINGS.filter(({ id }) => id !== 'fault.poll'),
    )['shmem-thp'];
    expect(part).toMatchObject({ stallNs: 2611, stallIs: 'at_least' });
    const few = TIMINGS.map((one) =>
      one.id === 'continue.base' ? { ...one, p50Ns: null, meanNs: 900 } : one,
    );
    expect(serving({}, ABSENT, few)['shmem-thp']?.stallIs).toBe('in_doubt');
  });

  it('cost the collapse of each huge page in a GiB', () => {
    expect(serving()['shmem-thp']?.regain).toEqual({
      bytes: M2,
      state: 'supported',
      nsPerGiB: 512 * 600_000,
    });
    expect(serving()['anonymous-thp']?.regain?.nsPerGiB).toBeNull();
  });
});

describe('with HGM', () => {
  it('its way stands first, with its own rows and the way back', () => {
    const timings = [...TIMINGS, { ...timing('collapse', 'hugetlb-2M', false, 50_000), granuleBytes: M2 }];
    const ways = serving({}, PRESENT, timings);
    expect(Object.keys(ways)[0]).toBe('hgm-2M');
    expect(ways['hgm-2M']).toMatchObject({
      state: 'supported',
      faultBytes: K4,
      regain: { bytes: M2, nsPerGiB: 512 * 50_000 },
    });
    const lost = serving({ 'hgm.collapse:hugetlb-2M': ['absent', 'refused'] }, PRESENT);
    expect(lost['hgm-2M']).toMatchObject({ state: 'limited', reason: 'stays_on_base_pages' });
  });
});

describe('through KVM', () => {
  const looked = ['kvm.open', 'kvm.fault.base:shmem', 'kvm.collapse.huge:shmem', 'kvm.fault.huge:hugetlb-2M'];
  const seen = (but: Record<string, [State, string]> = {}, hgm = ABSENT) => {
    const more = [...looked, 'kvm.stage2.huge:hugetlb-2M'].map((name) => {
      const [id = '', memory = null] = name.split(':');
      const [state, reason] = but[name] ?? ['supported', 'works'];
      return capability(id, memory, state, { reason });
    });
    const stallGround = { timings: [], hugePages: [M2], basePageBytes: K4, linkGbps: 25 };
    const ground = { capabilities: [...rows(), ...more], hgm, stalls: [], stallGround, thpBytes: M2 };
    return Object.fromEntries(judgeServing(ground).map(({ id, throughKvm }) => [id, throughKvm]));
  };

  it('is not spoken of where nobody looked', () => {
    expect(Object.values(serving()).map(({ throughKvm }) => throughKvm)).toEqual(Array(4).fill(undefined));
  });

  it('is shown by faults of a vCPU and by the size that its memory has afterwards', () => {
    expect(seen()['shmem-thp']).toEqual({ shown: true, why: null });
    expect(seen()['hugetlb-2M']).toEqual({ shown: true, why: null });
    expect(seen()['anonymous-thp']).toMatchObject({ shown: false, why: { reason: 'not_run' } });
    expect(seen({ 'kvm.collapse.huge:shmem': ['absent', 'refused'] })['shmem-thp']).toEqual({
      shown: false,
      why: { id: 'kvm.collapse.huge', memory: 'shmem', state: 'absent', reason: 'refused' },
    });
  });

  it('of no way without KVM, nor of HGM, which no guest has tried', () => {
    const none = Object.values(seen({ 'kvm.open': ['absent', 'not_loaded'] }));
    expect(none.map((each) => each?.why?.id)).toEqual(['kvm.open', 'kvm.open', 'kvm.open']);
    expect(seen({}, PRESENT)['hgm-2M']).toMatchObject({ shown: false, why: { reason: 'not_run' } });
  });
});
