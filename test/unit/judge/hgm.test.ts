import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/document/index.js';
import { createContext } from '../../../src/judge/create-context.js';
import { judgeSize } from '../../../src/judge/hgm/hgm.js';
import type { Call, Dialect, Experiment, Observations } from '../../../src/observe/observations.js';
import { unseen } from './build.js';
import {
  answering,
  control,
  G1,
  having,
  look,
  lost,
  M2,
  no,
  ok,
  pick,
  REFUSED_OPENS,
  run,
  STOCK_COLUMNS,
  upTo,
  without,
} from './columns.js';
import { compiledOut, DIALECTS, granular, kernel, marker, proven } from './hgm-kernels.js';
import { hole, STOCK } from './stock.js';

const { hugetlb, gigantic } = STOCK_COLUMNS;
const verdict = (observations: Observations) => judge(observations).hgm;
const size = (observations: Observations, column = hugetlb) => judgeSize(createContext(observations), column);
const noProof = without(STOCK, 'hgm_proof');

const GRANULES = [
  { hugePageBytes: M2, granuleBytes: 4096 },
  { hugePageBytes: G1, granuleBytes: 4096 },
];
const ACCEPTED = GRANULES.map((granule) => ({ ...granule, proof: 'accepted' }));

describe.each(DIALECTS)('a kernel of %s', (dialect) => {
  it('is supported, accepted where no page was lent', () => {
    expect(verdict(kernel(dialect))).toEqual({
      state: 'supported',
      granuleBytes: 4096,
      dialect,
      proof: 'accepted',
      granules: ACCEPTED,
      reason: 'works',
    });
  });

  it('is supported, mapped where a page was lent', () => {
    const lent = having(kernel(dialect), proven(M2, dialect));
    expect(verdict(lent)).toMatchObject({ state: 'supported', dialect, proof: 'mapped', granules: GRANULES });
    expect(size(lent, gigantic).proof).toBe('accepted');
    expect(size(lent).hgm.evidence).toContain(`test continue_base 0 mapped=4096 proof=${dialect}`);
  });

  it('is of the base page of the host, whatever its size', () => {
    const K16 = 16_384;
    const of = kernel(dialect);
    const large = { ...of, host: { ...of.host, basePageBytes: K16 } };
    const mapped = having(large, proven(M2, dialect, ok('continue_base', { mapped: K16 })));
    expect(verdict(mapped)).toMatchObject({
      granuleBytes: K16,
      proof: 'mapped',
      granules: GRANULES.map((granule) => ({ ...granule, granuleBytes: K16 })),
    });
    expect(size(having(large, proven(M2, dialect))).hgm.state).toBe('unknown');
  });

  it('is accepted where the proof could not be tried', () => {
    const lost = { ...proven(M2, dialect), calls: REFUSED_OPENS };
    expect(size(having(kernel(dialect), lost))).toMatchObject({
      proof: 'accepted',
      hgm: { state: 'supported' },
    });
  });

  it.each([
    [look('load_neighbour', { byte: 0 }), 'neighbour_did_not_fault'],
    [look('load_base', { byte: 0, expected: 69 }), 'wrong_bytes'],
    [no('continue_base', 'EINVAL', { mapped: -22 }), 'proof_refused'],
  ])('is unknown where the proof failed: %j', (odd, reason) => {
    const found = size(having(kernel(dialect), proven(M2, dialect, odd)));
    expect(found).toMatchObject({
      hgm: { state: 'unknown', reason },
      dialect: null,
      proof: null,
    });
  });

  it('is unknown where the proof hung', () => {
    const hung = answering(upTo(proven(M2, dialect), 'continue_base', 'deadline'), lost('continue_base'));
    expect(size(having(kernel(dialect), hung)).hgm).toMatchObject({ state: 'unknown', reason: 'deadline' });
  });

  it('is unknown where the proof is granular and the hole is not', () => {
    for (const odd of [proven(M2, dialect), proven(M2, dialect, no('continue_base', 'EINVAL'))]) {
      expect(size(having(noProof, odd)).hgm).toMatchObject({
        state: 'unknown',
        reason: 'hole_and_proof_disagree',
      });
    }
  });

  it('takes its way back from the proof, else from the marker', () => {
    const back = (observations: Observations) => size(observations).wayBack;
    expect(back(kernel(dialect))).toMatchObject({ state: 'advertised', reason: 'marker' });
    const refusing = having(kernel(dialect), marker(M2, no('collapse', 'EINVAL')));
    expect(size(refusing).hgm).toMatchObject({ state: 'unknown', reason: 'hole_and_marker_disagree' });
    // A proof that was cut short after its looks is one all the same.
    const cut = having(refusing, upTo(proven(M2, dialect), 'again'));
    expect(size(cut).hgm).toMatchObject({ state: 'supported', reason: 'works' });
    expect(back(cut)).toMatchObject({ state: 'unknown', reason: 'marker_refused' });
    expect(back(having(kernel(dialect), marker(M2, no('collapse', 'ENOMEM'))))).toMatchObject({
      reason: 'enomem',
    });
    const proof = proven(M2, dialect);
    const with_ = (of: Experiment) => back(having(kernel(dialect), of));
    expect(with_(proof)).toMatchObject({ state: 'supported', reason: 'works' });
    expect(with_(answering(proof, look('load_after_collapse', { byte: 1, expected: 70 })))).toMatchObject({
      reason: 'wrong_bytes',
    });
    expect(with_(answering(proof, look('load_after_collapse', {})))).toMatchObject({ reason: 'wrong_bytes' });
    expect(with_(answering(proof, no('collapse', 'EINVAL')))).toMatchObject({
      state: 'unknown',
      reason: 'refused',
    });
    expect(with_(answering(proof, no('collapse', 'EHWPOISON')))).toMatchObject({
      reason: 'unexpected_ehwpoison',
    });
    expect(with_(upTo(proof, 'collapse'))).toMatchObject({
      state: 'advertised',
      reason: 'accepted_not_observed',
    });
    expect(with_(upTo(proof, 'collapse', 'deadline'))).toMatchObject({
      state: 'unknown',
      reason: 'deadline',
    });
    const dead = answering(
      { ...proof, end: 'signal', signal: 'SIGBUS' },
      lost('load_after_collapse', 'look'),
    );
    expect(with_(dead)).toMatchObject({ state: 'unknown', reason: 'sigbus' });
    expect(with_(upTo(proof, 'again'))).toMatchObject({ state: 'advertised', reason: 'marker' });
  });
});

describe('credit', () => {
  const both: Dialect[] = ['rfc-v2', 'madv-split'];

  it('goes to no opt-in before any opt-in', () => {
    expect(verdict(kernel(...DIALECTS))).toMatchObject({
      state: 'supported',
      dialect: 'rfc-v1',
      reason: 'works',
    });
    // RFC v1 refuses the advice, and its proofs are granular whatever was asked for.
    const proofs = DIALECTS.map((dialect) => proven(M2, dialect));
    const efault = no('continue_base', 'EFAULT', { mapped: -14 });
    const unadvised = answering(hole(M2, 'madv-split'), efault);
    const v1 = having(kernel('rfc-v1'), granular(M2, 'rfc-v2'), unadvised, ...proofs);
    expect(size(v1)).toMatchObject({
      hgm: { state: 'supported' },
      dialect: 'rfc-v1',
      proof: 'mapped',
      splits: false,
    });
  });

  it('goes to RFC v2 of two opt-ins, and says so', () => {
    const found = size(kernel(...both));
    expect(found).toMatchObject({ dialect: 'rfc-v2', hgm: { reason: 'several_dialects' }, splits: true });
    expect(found.hgm.evidence).toContain('test continue_base -1 EFAULT mapped=-14 dialect=madv-split');
    expect(verdict(kernel(...both)).reason).toBe('several_dialects');
  });

  it('goes to nobody where the trial without opt-in was not conclusive', () => {
    const unclear = having(kernel('rfc-v2'), upTo(hole(M2, 'rfc-v1'), 'register', 'deadline'));
    expect(size(unclear)).toMatchObject({ dialect: null, hgm: { state: 'supported' } });
    // The other size still knows: two answers make none.
    expect(verdict(unclear)).toMatchObject({ state: 'supported', dialect: null });
  });

  it('is not held back by a later dialect', () => {
    const unclear = having(kernel('rfc-v2'), upTo(hole(M2, 'madv-split'), 'register', 'deadline'));
    expect(size(unclear)).toMatchObject({ dialect: 'rfc-v2' });
  });
});

describe('absent', () => {
  it('is a stock kernel, with or without a page, whatever bit 13 and the witnesses say', () => {
    expect(verdict(STOCK)).toMatchObject({ state: 'absent', reason: 'refused' });
    expect(verdict(noProof)).toMatchObject({ state: 'absent', reason: 'refused' });
    const liars = {
      ...STOCK,
      witnesses: {
        ...STOCK.witnesses,
        smapsPteMapped: true,
        kconfig: { ...STOCK.witnesses.kconfig, hgm: 'y' as const },
      },
    };
    expect(verdict(liars)).toMatchObject({ state: 'absent', reason: 'refused' });
  });

  it('is a stock kernel with an empty pool', () => {
    const poolsBefore = STOCK.poolsBefore.map((pool) => ({ ...pool, free: 0, total: 0 }));
    const borrows = STOCK.borrows.map(({ pageBytes }) => ({ pageBytes, decision: 'none_free' as const }));
    expect(verdict({ ...noProof, poolsBefore, borrows })).toMatchObject({
      state: 'absent',
      reason: 'refused',
    });
  });

  it('is HGM compiled out of RFC v2, with who must act', () => {
    const off = having(noProof, compiledOut(M2), compiledOut(G1));
    expect(verdict(off)).toMatchObject({ state: 'absent', reason: 'compiled_out' });
    expect(size(off).hgm.action?.who).toBe('kernel_build');
    expect(verdict(having(noProof, compiledOut(G1))).reason).toBe('compiled_out');
  });

  it('is no kernel with HGM compiled out that has it on 1G pages: there it is not on this size', () => {
    const { capabilities, hgm } = judge(having(noProof, compiledOut(M2), granular(G1, 'rfc-v2'), marker(G1)));
    expect(hgm).toMatchObject({
      state: 'supported',
      reason: 'some_sizes',
      granules: [{ hugePageBytes: G1 }],
    });
    const small = capabilities.find(({ id, memory }) => id === 'hgm' && memory === 'hugetlb-2M');
    expect(small).toMatchObject({ state: 'absent', reason: 'not_on_this_size', action: null });
  });

  it('is a kernel without minor faults', () => {
    const register = no('register', 'EINVAL', {}, 'setup');
    const offer = ok('offer', { features: '0x1ff', ioctls: '0x8000000000000003' });
    const holes = [M2, G1].flatMap((bytes) => [
      upTo(answering(hole(bytes, 'rfc-v1'), register), 'register'),
      upTo(answering(hole(bytes, 'rfc-v2'), no('api', 'EINVAL', {}, 'setup')), 'api'),
      upTo(answering(hole(bytes, 'madv-split'), register), 'register'),
    ]);
    const old = having(noProof, answering(pick(STOCK, 'api'), offer), ...holes);
    expect(verdict(old)).toMatchObject({ state: 'absent', reason: 'no_minor_faults' });
  });

  it('is a kernel built without userfaultfd', () => {
    const enosys = (step: string, role: 'test' | 'control' | 'setup' = 'test') =>
      no(step, 'ENOSYS', {}, role);
    const calls = [
      no('device_open', 'ENOENT'),
      enosys('user_mode_only'),
      enosys('bad_flags', 'control'),
      enosys('syscall'),
    ];
    const holes = [M2, G1].flatMap((bytes) =>
      DIALECTS.map((dialect) => ({ ...hole(bytes, dialect), calls: [enosys('open_syscall', 'setup')] })),
    );
    const none = having(noProof, run('ways', calls), ...holes);
    const unbuilt = unseen(none);
    expect(verdict(unbuilt)).toMatchObject({ state: 'absent', reason: 'no_userfaultfd' });
    const filtered = { ...unbuilt, ranAs: { ...unbuilt.ranAs, seccompMode: 2 } };
    expect(verdict(filtered).state).toBe('unknown');
    const half = having(unbuilt, hole(M2, 'rfc-v1'));
    expect(size(half).hgm).toMatchObject({ state: 'unknown', reason: 'no_descriptor' });
  });
});

describe('the collapse marker', () => {
  it('alone makes absent unknown', () => {
    const collapsing = having(noProof, marker(M2), marker(G1));
    expect(verdict(collapsing)).toMatchObject({ state: 'unknown', reason: 'collapse_marker_only' });
    expect(size(collapsing).wayBack).toMatchObject({ state: 'unknown', reason: 'collapse_marker_only' });
    expect(verdict(having(collapsing, compiledOut(M2))).state).toBe('unknown');
  });

  it.each([
    ['with a failed control', [no('range', 'ENOMEM', {}, 'control'), no('collapse', 'EINVAL')]],
    ['without a control', [no('collapse', 'EINVAL')]],
    ['on other memory', [control('fstatfs', { type: '0x1' }), control('range'), no('collapse', 'EINVAL')]],
    ['out of order', [control('range'), no('collapse', 'EBUSY')]],
    ['not tried', [control('range')]],
  ])('unclear %s keeps it unknown', (_, calls) => {
    const of = { ...marker(M2), calls };
    expect(size(having(noProof, of)).hgm).toMatchObject({
      state: 'unknown',
      reason: 'collapse_marker_unclear',
    });
  });

  it('not run keeps it unknown', () => {
    expect(verdict(without(STOCK, 'hgm_collapse'))).toMatchObject({
      state: 'unknown',
      reason: 'collapse_marker_unclear',
    });
  });
});

describe('one trial that is not conclusive', () => {
  it.each(DIALECTS)('%s keeps absent from being said', (dialect) => {
    const cut = having(noProof, upTo(hole(M2, dialect), 'register', 'deadline'));
    expect(size(cut).hgm).toMatchObject({ state: 'unknown', reason: 'deadline' });
    expect(verdict(cut)).toMatchObject({ state: 'unknown', reason: 'deadline' });
    const starved = upTo(answering(hole(M2, dialect), no('map', 'ENOMEM', {}, 'setup')), 'map');
    expect(verdict(having(noProof, starved))).toMatchObject({ state: 'no_resources', reason: 'enomem' });
    const denied = answering(hole(M2, dialect), no('api', 'EPERM', {}, 'setup'));
    // Behind what is refused may be HGM or nothing: that is no gate of it.
    expect(size(having(noProof, denied)).hgm).toEqual(
      expect.objectContaining({ state: 'unknown', reason: 'eperm' }),
    );
    expect(size(having(noProof, denied)).hgm).not.toHaveProperty('gate');
    const starvedToo = { ...starved, pageBytes: G1, memory: 'hugetlb-1G' };
    expect(verdict(having(noProof, denied, starvedToo))).toMatchObject({ state: 'unknown' });
  });

  it('where every one is refused, HGM is', () => {
    const all = DIALECTS.map((dialect) => answering(hole(M2, dialect), no('api', 'EPERM', {}, 'setup')));
    expect(size(having(noProof, ...all)).hgm).toMatchObject({ state: 'not_permitted', gate: 'unknown' });
  });

  it('of two sizes keeps absent from being said', () => {
    const cut = having(noProof, upTo(hole(G1, 'rfc-v2'), 'register', 'deadline'));
    expect(size(cut).hgm.state).toBe('absent');
    expect(verdict(cut).state).toBe('unknown');
  });
});

describe('over the sizes', () => {
  it('one that works is enough', () => {
    const some = having(noProof, granular(M2, 'rfc-v2'), marker(M2));
    expect(verdict(some)).toEqual({
      state: 'supported',
      granuleBytes: 4096,
      dialect: 'rfc-v2',
      proof: 'accepted',
      granules: [ACCEPTED[0]],
      reason: 'some_sizes',
    });
  });

  it('a proof that failed on one size leaves another that was not tried in doubt', () => {
    const readable = proven(M2, 'rfc-v2', look('load_neighbour', { byte: 70, expectedOffset: 24576 }));
    const liar = having(kernel('rfc-v2'), readable);
    expect(verdict(liar)).toMatchObject({ state: 'unknown', dialect: null, proof: null, granules: [] });
    const rows = judge(liar).capabilities.filter(({ id }) => id === 'hgm');
    expect(rows.map(({ state, reason }) => [state, reason])).toEqual([
      ['unknown', 'neighbour_did_not_fault'],
      ['unknown', 'proof_failed_on_hugetlb-2M'],
    ]);
    // One that was tried stands by itself.
    const tried = having(liar, proven(G1, 'rfc-v2'));
    expect(verdict(tried)).toMatchObject({
      state: 'supported',
      reason: 'some_sizes',
      granules: [{ proof: 'mapped' }],
    });
  });

  it('a proof belongs to the size it was made on', () => {
    const lent = having(kernel('madv-split'), proven(M2, 'madv-split'));
    const proofs = verdict(lent).granules.map(({ hugePageBytes, proof }) => [hugePageBytes, proof]);
    expect(proofs).toEqual([
      [M2, 'mapped'],
      [G1, 'accepted'],
    ]);
  });

  it('two dialects are none', () => {
    const mixed = having(noProof, granular(M2, 'rfc-v2'), granular(G1, 'madv-split'), marker(M2), marker(G1));
    expect(verdict(mixed)).toMatchObject({ state: 'supported', dialect: null, granules: GRANULES });
  });

  describe('none at all', () => {
    const experiments = STOCK.experiments.filter(({ pageBytes }) => pageBytes === null);
    const asked = (errno: string | null, control: string | null = null, end: Experiment['end'] = 'done') => {
      const answer = (step: string, as: string | null): Call => ({
        step,
        role: step === 'memfd' ? 'setup' : 'test',
        call: 'memfd_create',
        args: {},
        ret: as === null ? 0 : -1,
        errno: as,
        out: {},
      });
      const calls = [answer('memfd', control), answer('size_2M', errno), answer('size_1G', 'ENODEV')];
      return {
        id: 'sizes',
        memory: null,
        pageBytes: null,
        dialect: null,
        end,
        signal: null,
        calls,
        series: [],
      };
    };
    const bare = (...more: Experiment[]) =>
      verdict({
        ...STOCK,
        experiments: [...experiments, ...more],
        poolsBefore: [],
        poolsAfter: [],
        borrows: [],
      });

    it.each(['ENODEV', 'ENOSYS', 'EINVAL'])(
      'is not applicable where the kernel says %s to every size',
      (errno) => {
        expect(bare(asked(errno))).toMatchObject({ state: 'not_applicable', reason: 'no_hugetlb' });
      },
    );

    it('is unknown where nobody asked, or the asking failed', () => {
      const unknown = { state: 'unknown', reason: 'no_sizes_known' };
      expect(bare()).toMatchObject(unknown);
      expect(bare(asked('EPERM'))).toMatchObject(unknown);
      expect(bare(asked('ENODEV', 'EPERM'))).toMatchObject(unknown);
      expect(bare(asked('ENODEV', null, 'signal'))).toMatchObject(unknown);
      const none = asked('ENODEV');
      expect(bare({ ...none, calls: none.calls.slice(0, 1) })).toMatchObject(unknown);
    });
  });
});

describe('rows beside it', () => {
  const row = (observations: Observations, id: string) =>
    judge(observations).capabilities.find((one) => one.id === id && one.memory === 'hugetlb-2M');

  it('do not call the base page absent where nobody knows of an opt-in', () => {
    // The advice moved to another number: nothing is granular, and only the marker says that something is there.
    expect(verdict(kernel())).toMatchObject({ state: 'unknown', reason: 'collapse_marker_only' });
    expect(row(kernel(), 'continue.base')).toMatchObject({ state: 'unknown', reason: 'hgm_unknown' });
    expect(row(STOCK, 'continue.base')).toMatchObject({ state: 'absent', reason: 'refused' });
  });

  it('have one proof of COLLAPSE for both', () => {
    const found = having(kernel('rfc-v2'), proven(M2, 'rfc-v2'));
    for (const id of ['hgm.collapse', 'collapse.huge'])
      expect(row(found, id)).toMatchObject({ state: 'supported', reason: 'works' });
    expect(row(found, 'collapse.huge')?.evidence).toEqual(row(found, 'hgm.collapse')?.evidence);
  });

  /** As version 0.1 recorded it: the whole page in the mapping where a base page had been (kernel-facts, [hgm]). */
  it.each([
    [proven(M2, 'rfc-v1'), 'supported', 'works'],
    [proven(M2, 'rfc-v1', no('base_on_whole', 'EINVAL')), 'advertised', 'accepted_not_observed'],
    [proven(M2, 'rfc-v1', no('continue_whole', 'EINVAL', {}, 'control')), 'unknown', 'page_table_left'],
    [null, 'unknown', 'page_table_left'],
  ])('do not take the page table that a base page left for an answer (%#)', (proof, state, reason) => {
    const plain = pick(STOCK, 'continue', 'hugetlb-2M');
    const before = plain.calls.filter(({ step }) => !/^(base|huge)/.test(step));
    const calls = [
      ...before,
      ok('base', { done: 4096 }),
      look('base_effect', { changed: 1 }),
      ok('unmap_whole', {}, 'setup'),
      no('huge', 'EEXIST', { done: -17 }),
    ];
    const found = having(kernel('rfc-v1'), { ...plain, calls }, ...(proof ? [proof] : []));
    expect(row(found, 'continue.huge')).toMatchObject({ state, reason });
  });

  it('do not call the base page absent that only wants an opt-in', () => {
    expect(row(kernel('rfc-v2'), 'continue.base')).toMatchObject({
      state: 'limited',
      reason: 'needs_hgm_opt_in',
    });
    const on = (call: Parameters<typeof answering>[1]) =>
      having(kernel('rfc-v1'), answering(pick(STOCK, 'continue', 'hugetlb-2M'), call));
    expect(row(on(no('base', 'EFAULT', { done: -14 })), 'continue.base')).toMatchObject({
      state: 'advertised',
    });
    expect(row(on(ok('base', { done: 4096 })), 'continue.base')).toMatchObject({ state: 'advertised' });
    expect(row(on(no('base', 'EIO')), 'continue.base')).toMatchObject({ state: 'unknown' });
  });
});

/** Whatever single call is lost, out of resources or denied: what root has is never absent by it. */
describe('no single failure', () => {
  const ANSWERS = ['ENOMEM', 'EMFILE', 'EPERM', 'EACCES', 'EBUSY', 'EIO', 'ENOENT'];

  it('makes a kernel with HGM absent, nor one without it supported', () => {
    for (const dialect of DIALECTS) {
      const host = having(kernel(dialect), proven(M2, dialect));
      for (const [start, never] of [
        [host, 'absent'],
        [STOCK, 'supported'],
      ] as const) {
        for (const of of start.experiments.filter(
          ({ id, pageBytes }) => id.startsWith('hgm_') && pageBytes === M2,
        )) {
          for (const call of of.calls) {
            for (const errno of ANSWERS) {
              const broken = having(start, answering(of, no(call.step, errno, {}, call.role)));
              expect(size(broken).hgm.state, `${of.id} ${call.step} ${errno}`).not.toBe(never);
            }
            const cut = having(start, upTo(of, call.step, 'deadline'));
            expect(size(cut).hgm.state, `${of.id} ${call.step} deadline`).not.toBe(never);
          }
        }
      }
    }
  });
});
