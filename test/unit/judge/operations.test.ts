import { describe, expect, it } from 'vitest';
import { findOperation } from '../../../src/capabilities/families/operations.js';
import { createContext } from '../../../src/judge/create-context.js';
import { judgeOperation } from '../../../src/judge/operations/operations.js';
import type { Column } from '../../../src/judge/sizes.js';
import type { BorrowDecision, Call, Observations } from '../../../src/observe/observations.js';
import {
  answering,
  control,
  G1,
  having,
  huge,
  K4,
  look,
  lost,
  M2,
  no,
  ok,
  pick,
  ready,
  run,
  STOCK_COLUMNS,
  setup,
  without,
} from './columns.js';
import { PROCESS } from './seen.js';
import { STOCK } from './stock.js';

const { anonymous, shmem, hugetlb, gigantic } = STOCK_COLUMNS;

function judged(observations: Observations, id: string, column: Column, extent = 'base') {
  const operation = findOperation(id);
  const row = operation?.rows.find((one) => one.extent.name === extent);
  if (!operation || !row) throw new Error(`${id}.${extent}`);
  return judgeOperation(createContext(observations), operation, row, column);
}

/** An older kernel: these features are not offered. */
const old = (features: string, ...experiments: Parameters<typeof having>[1][]) =>
  having(STOCK, answering(pick(STOCK, 'api'), ok('offer', { features, ioctls: '0x3' })), ...experiments);

const place = (column: Column) => ({ memory: column.memory, pageBytes: column.pageBytes });
const tried = (id: string, column: Column, ...calls: Call[]) => run(id, calls, place(column));
const einval = no('base', 'EINVAL');

describe('memory that knows no such call', () => {
  it('is not applicable', () => {
    for (const id of ['continue', 'remove']) {
      expect(judged(STOCK, id, anonymous)).toMatchObject({ state: 'not_applicable', reason: 'memory_type' });
    }
  });
});

describe('a page that was not borrowed', () => {
  const lending = (decision: BorrowDecision | null): Observations => ({
    ...without(STOCK, 'copy'),
    borrows: decision === null ? [] : [{ pageBytes: G1, decision }],
  });

  it.each([
    ['none_free', 'no_resources', 'pool_empty', 'os_configuration'],
    ['too_few_free', 'no_resources', 'pool_low', 'caller'],
    ['declined', 'not_probed', 'needs_borrow', 'caller'],
    ['too_large', 'not_probed', 'needs_borrow', 'caller'],
    ['taken', 'unknown', 'not_observed', undefined],
    ['unknown_pool', 'unknown', 'unknown_pool', undefined],
    [null, 'unknown', 'unknown_pool', undefined],
  ] as const)('%s', (decision, state, reason, who) => {
    const found = judged(lending(decision), 'copy', gigantic, 'huge');
    expect([found.state, found.reason, found.action?.who]).toEqual([state, reason, who]);
    const formOnly = having(lending(decision), tried('copy', gigantic, ...ready(), control('form')));
    for (const extent of ['base', 'huge'] as const) {
      expect(judged(formOnly, 'copy', gigantic, extent)).toMatchObject({ state, reason });
    }
  });

  it('names the flag and the file', () => {
    expect(judged(lending('too_large'), 'copy', gigantic, 'huge').action?.hint).toContain('--borrow 1G');
    expect(judged(lending('none_free'), 'copy', gigantic, 'huge').action?.hint).toContain(
      'hugepages-1048576kB',
    );
  });

  it('is no reason on other memory', () => {
    expect(judged(lending('declined'), 'copy', shmem)).toMatchObject({ state: 'unknown', reason: 'not_run' });
    const empty = having(STOCK, tried('collapse', shmem));
    expect(judged(empty, 'collapse', shmem, 'huge')).toMatchObject({
      state: 'unknown',
      reason: 'not_observed',
    });
  });
});

describe('a preparation that failed', () => {
  const prepared = (...calls: Call[]) =>
    judged(having(STOCK, tried('copy', hugetlb, ...calls)), 'copy', hugetlb);

  it.each([
    [[no('map', 'ENOMEM', {}, 'setup')], 'no_resources', 'enomem'],
    [[no('memfd', 'EPERM', {}, 'setup')], 'unknown', 'memfd_eperm'],
    [[no('truncate', 'EFBIG', {}, 'setup')], 'unknown', 'truncate_efbig'],
    [
      [no('memfd', 'EINVAL', {}, 'setup'), no('memfd_plain', 'EINVAL', {}, 'setup')],
      'unknown',
      'memfd_plain_einval',
    ],
    [[no('store', 'EFAULT', {}, 'setup')], 'unknown', 'store_efault'],
    [[...ready().slice(0, 3), no('register', 'EINVAL', {}, 'setup')], 'unknown', 'register_einval'],
    [[setup('open_user_mode'), no('api', 'EINVAL', {}, 'setup')], 'unknown', 'api_einval'],
    [[no('open_user_mode', 'EMFILE', {}, 'setup')], 'unknown', 'open_user_mode_emfile'],
    [[control('fstatfs', { type: '0x1', blockBytes: M2 })], 'unknown', 'not_hugetlb'],
  ] as const)('%j', (calls, state, reason) => {
    expect(prepared(...calls)).toMatchObject({ state, reason });
  });

  it('is an end, where there was one', () => {
    const cut = { ...tried('copy', hugetlb, lost('map', 'setup')), end: 'deadline' as const };
    expect(judged(having(STOCK, cut), 'copy', hugetlb)).toMatchObject({
      state: 'unknown',
      reason: 'deadline',
    });
    const never = { ...tried('copy', hugetlb), end: 'not_run' as const };
    expect(judged(having(STOCK, never), 'copy', hugetlb)).toMatchObject({
      state: 'unknown',
      reason: 'not_run',
    });
  });

  it('is absent where REGISTER is, or where the feature is not offered', () => {
    const calls = [...ready().slice(0, 3), no('register', 'EINVAL', {}, 'setup')];
    expect(judged(having(STOCK, tried('rwprotect', shmem, ...calls)), 'rwprotect', shmem)).toMatchObject({
      state: 'absent',
      reason: 'no_register',
    });
    const api = tried('move', anonymous, setup('open_user_mode'), no('api', 'EINVAL', {}, 'setup'));
    expect(judged(old('0x1fff', api), 'move', anonymous)).toMatchObject({
      state: 'absent',
      reason: 'not_in_kernel',
    });
    expect(judged(having(STOCK, api), 'move', anonymous)).toMatchObject({
      state: 'unknown',
      reason: 'api_einval',
    });
  });
});

describe('a call that the kernel does not have', () => {
  const form = no('form', 'EINVAL', {}, 'control');

  it('is absent where the feature is not offered, and the form is refused as well', () => {
    const poison = tried('poison', hugetlb, form, einval);
    const found = judged(old('0x1fff', poison), 'poison', hugetlb);
    expect(found).toMatchObject({ state: 'absent', reason: 'not_in_kernel' });
    expect(found.evidence).toEqual([
      'test base -1 EINVAL',
      'control form -1 EINVAL',
      'control offer 0 features=0x1fff ioctls=0x3',
    ]);
    expect(judged(old('0x1fff', poison), 'poison', hugetlb, 'huge')).toMatchObject({
      state: 'absent',
      reason: 'not_in_kernel',
    });
    const alone = tried('poison', shmem, ...ready(), einval);
    expect(judged(old('0x1fff', alone), 'poison', shmem)).toMatchObject({
      state: 'absent',
      reason: 'not_in_kernel',
    });
  });

  it.each([
    ['continue', shmem],
    ['continue', hugetlb],
    ['writeprotect', anonymous],
    ['writeprotect', shmem],
    ['rwprotect', shmem],
    ['move', anonymous],
  ] as const)('goes by the feature of that memory: %s on %j', (id, column) => {
    const refused = tried(id, column, ...ready(), einval);
    expect(judged(old('0x0', refused), id, column)).toMatchObject({
      state: 'absent',
      reason: 'not_in_kernel',
    });
  });

  it('is not said of calls that came without a feature', () => {
    const copy = tried('copy', hugetlb, form, no('base', 'EINVAL'));
    expect(judged(old('0x0', copy), 'copy', hugetlb)).toMatchObject({
      state: 'unknown',
      reason: 'control_failed',
    });
    const cut = tried('copy', hugetlb, form);
    expect(judged(old('0x0', cut), 'copy', gigantic, 'huge')).toMatchObject({ reason: 'pool_empty' });
    expect(judged(old('0x0', cut), 'copy', hugetlb, 'huge')).toMatchObject({ reason: 'not_observed' });
    const api = tried('copy', shmem, setup('open_user_mode'), no('api', 'EINVAL', {}, 'setup'));
    expect(judged(old('0x0', api), 'copy', shmem)).toMatchObject({ state: 'unknown', reason: 'api_einval' });
    expect(judged(without(having(STOCK, api), 'api'), 'copy', shmem)).toMatchObject({ reason: 'api_einval' });
  });

  it('is unknown where the feature is offered, or nobody could ask', () => {
    const poison = tried('poison', hugetlb, form, einval);
    expect(judged(having(STOCK, poison), 'poison', hugetlb)).toMatchObject({
      state: 'unknown',
      reason: 'control_failed',
    });
    const silent = without(having(STOCK, poison), 'api');
    expect(judged(silent, 'poison', hugetlb)).toMatchObject({ state: 'unknown', reason: 'control_failed' });
    const exhausted = tried('poison', hugetlb, no('form', 'ENOMEM', {}, 'control'), einval);
    expect(judged(old('0x1fff', exhausted), 'poison', hugetlb)).toMatchObject({ state: 'unknown' });
  });
});

describe('a refusal', () => {
  it('is corroborated by the ioctl that REGISTER left out', () => {
    expect(judged(STOCK, 'zeropage', hugetlb).evidence).toContain('control register 0 ioctls=0x10c');
    expect(judged(STOCK, 'copy', hugetlb).evidence).not.toContain('control register 0 ioctls=0x10c');
  });

  it('wants a control on memory without another form: the mask, or the other memory', () => {
    const alone = tried('poison', shmem, ...ready('0x13c'), einval);
    expect(judged(having(STOCK, alone), 'poison', shmem)).toMatchObject({
      state: 'absent',
      evidence: ['test base -1 EINVAL', 'control base 0 done=4096 memory=anonymous'],
    });
    const both = having(STOCK, alone, tried('poison', anonymous, ...ready('0x13c'), einval));
    expect(judged(both, 'poison', shmem)).toMatchObject({ state: 'unknown', reason: 'no_control' });
    expect(judged(both, 'poison', anonymous)).toMatchObject({ state: 'unknown', reason: 'no_control' });
    const bare = having(STOCK, alone, tried('poison', anonymous, ...ready('0x3c'), einval));
    expect(judged(bare, 'poison', anonymous)).toMatchObject({
      state: 'absent',
      evidence: ['test base -1 EINVAL', 'control register 0 ioctls=0x3c'],
    });
    const first = tried('poison', anonymous, setup('register', { ioctls: '0x3c' }), einval);
    expect(judged(having(bare, first), 'poison', anonymous).state).toBe('absent');
    const noForm = having(STOCK, tried('copy', hugetlb, ...ready(), einval));
    expect(judged(noForm, 'copy', hugetlb)).toMatchObject({ state: 'unknown', reason: 'no_control' });
    const unseen = without(having(STOCK, alone), 'x');
    expect(
      judged(
        { ...unseen, experiments: unseen.experiments.filter((e) => e.memory !== 'anonymous') },
        'poison',
        shmem,
      ),
    ).toMatchObject({ reason: 'no_control' });
  });

  it('of an advice is absent with the range as control', () => {
    const registered = tried('populate', shmem, ...ready('0x0'), control('range'), einval);
    // An advice has no bit in what REGISTER answers.
    expect(judged(having(STOCK, registered), 'populate', shmem).evidence.join()).not.toContain('register');
    const populate = tried('populate', shmem, control('range'), einval);
    expect(judged(having(STOCK, populate), 'populate', shmem)).toMatchObject({
      state: 'absent',
      reason: 'refused',
    });
  });
});

describe('WAKE', () => {
  // Recordings of a version that wrote a wait in vain down as a look.
  it('that woke nobody in time is unknown', () => {
    const late = tried('wake', shmem, ...ready(), ok('base'), look('base_effect', { changed: 0 }));
    expect(judged(having(STOCK, late), 'wake', shmem)).toMatchObject({
      state: 'unknown',
      reason: 'deadline',
    });
  });

  it('that was never made, for the fault did not come in time, is unknown for that', () => {
    const late = tried('wake', shmem, ...ready(), no('fault', 'ETIMEDOUT', {}, 'look'));
    expect(judged(having(STOCK, late), 'wake', shmem)).toMatchObject({
      state: 'unknown',
      reason: 'deadline',
    });
  });
});

describe('POISON', () => {
  const poisoned = (...looks: Call[]) =>
    tried(
      'poison',
      shmem,
      ...ready(),
      ok('base'),
      no('base_effect', 'EEXIST', { changed: 1 }, 'look'),
      ...looks,
    );
  const signal = (code: string) => look('base_signal', { signal: 'SIGBUS', offset: 0, code });

  // kernel-facts: si_code 4 with memory failure handling, 2 on a kernel without.
  it('says which SIGBUS it is, where that was looked at', () => {
    const of = (...looks: Call[]) => judged(having(STOCK, poisoned(...looks)), 'poison', shmem);
    const none = look('memory_failure', { handled: 0 });
    expect(of(none, signal('BUS_ADRERR'))).toMatchObject({ state: 'supported', reason: 'plain_sigbus' });
    expect(of(none, signal('BUS_ADRERR')).evidence).toContain(
      'look base_signal 0 signal=SIGBUS offset=0 code=BUS_ADRERR',
    );
    expect(of(none, signal('BUS_MCEERR_AR'))).toMatchObject({ state: 'supported', reason: 'works' });
    expect(of(look('memory_failure', { handled: 1 }))).toMatchObject({ state: 'supported', reason: 'works' });
    expect(of()).toMatchObject({ state: 'supported', reason: 'works' });
  });
});

describe('MADV_COLLAPSE', () => {
  const refused = (column: Column) => tried('collapse', column, control('range'), no('huge', 'EINVAL'));
  const modes = (column: Column, thp: string | null, shmemThp: string | null) => {
    const observations = having(STOCK, refused(column));
    const settings = { ...observations.settings, thp, shmemThp };
    return judged({ ...observations, settings }, 'collapse', column, 'huge');
  };

  it.each([
    [anonymous, 'always', 'never', 'absent'],
    [anonymous, 'never', 'always', 'unknown'],
    [anonymous, null, null, 'absent'],
    [shmem, 'always', 'advise', 'absent'],
    [shmem, 'always', 'never', 'unknown'],
    [shmem, 'always', 'deny', 'unknown'],
    [shmem, 'never', 'always', 'unknown'],
  ] as const)('refused on %j, thp %s, shmem %s: %s', (column, thp, shmemThp, state) => {
    expect(modes(column, thp, shmemThp)).toMatchObject({
      state,
      reason: state === 'absent' ? 'refused' : 'thp_off',
    });
  });

  it('refused on shmem is absent where anonymous memory with THP on knows the advice no better', () => {
    const older = having(STOCK, refused(anonymous), refused(shmem));
    const judgedWith = (thp: string) => {
      const settings = { ...older.settings, thp, shmemThp: 'never' };
      return judged({ ...older, settings }, 'collapse', shmem, 'huge');
    };
    expect(judgedWith('always')).toMatchObject({ state: 'absent', reason: 'refused' });
    expect(judgedWith('always').evidence).toContain('control huge -1 EINVAL memory=anonymous');
    expect(judgedWith('never')).toMatchObject({ state: 'unknown', reason: 'thp_off' });
    const alone = { ...older, experiments: older.experiments.filter((e) => e.memory !== 'anonymous') };
    const settings = { ...alone.settings, thp: 'always', shmemThp: 'never' };
    expect(judged({ ...alone, settings }, 'collapse', shmem, 'huge').state).toBe('unknown');
  });

  // kernel-facts: inherited over exec, EINVAL on anonymous memory; the kernel knows the advice all the same.
  it('refused to a process with PR_SET_THP_DISABLE says nothing of the kernel', () => {
    const with_ = (call: Call, column: Column) =>
      judged(having(STOCK, refused(column), run('caller', [call])), 'collapse', column, 'huge');
    const flag = (ret: number) => ok('thp_disabled', {}, 'look', ret);
    for (const column of [anonymous, shmem]) {
      for (const ret of [1, 3])
        expect(with_(flag(ret), column)).toMatchObject({
          state: 'unknown',
          reason: 'thp_off',
          action: { who: 'caller' },
        });
      expect(with_(no('thp_disabled', 'EPERM', {}, 'look'), column)).toMatchObject({
        state: 'unknown',
        reason: 'control_failed',
      });
    }
    expect(with_(flag(0), anonymous)).toMatchObject({ state: 'absent', reason: 'refused' });
    // Of hugetlb memory no such page is ever made, whatever the process has set.
    expect(with_(flag(1), hugetlb)).toMatchObject({ state: 'absent', reason: 'refused' });
  });

  it('in the place of a process with THP disabled is unknown, whatever this run may do', () => {
    const like = (thpEnabled: boolean | null): Observations => ({
      ...STOCK,
      takenOn: { how: 'like_pid', process: { ...PROCESS, thpEnabled } },
    });
    expect(judged(like(false), 'collapse', anonymous, 'huge')).toMatchObject({
      state: 'unknown',
      reason: 'thp_off',
    });
    for (const told of [true, null])
      expect(judged(like(told), 'collapse', anonymous, 'huge')).toEqual(
        judged(STOCK, 'collapse', anonymous, 'huge'),
      );
    // Its huge pages are of another kind.
    expect(judged(like(false), 'collapse', hugetlb, 'huge')).toMatchObject({ state: 'absent' });
  });

  it('of hugetlb that was not asked lacks no page, which it would not take', () => {
    const cut = having(STOCK, run('hgm_collapse', [], huge(M2)));
    expect(judged(cut, 'collapse', hugetlb, 'huge')).toMatchObject({
      state: 'unknown',
      reason: 'not_observed',
    });
  });

  it('of hugetlb has its own experiment or the marker', () => {
    expect(judged(STOCK, 'collapse', hugetlb, 'huge')).toMatchObject({ state: 'absent', reason: 'refused' });
    const own = having(
      STOCK,
      run('collapse', [control('range'), ok('huge'), look('huge_effect', { changed: 1 })], huge(M2)),
    );
    expect(judged(own, 'collapse', hugetlb, 'huge')).toMatchObject({ state: 'supported' });
    const still = tried('collapse', shmem, control('range'), ok('huge'), look('huge_effect', { changed: 0 }));
    expect(judged(having(STOCK, still), 'collapse', shmem, 'huge')).toMatchObject({
      state: 'absent',
      reason: 'no_effect',
    });
  });
});

describe('a transparent huge page that is moved', () => {
  const moved = (whole: Record<string, number>, changed = 1) =>
    judged(
      having(
        STOCK,
        tried(
          'move',
          anonymous,
          ...[control('range'), { ...ok('huge', { done: M2 }), args: { length: M2 } }],
          look('huge_effect', { changed }),
          look('huge_whole', whole),
        ),
      ),
      'move',
      anonymous,
      'huge',
    );

  it('stays one, or is told for its pieces', () => {
    expect(moved({ changed: 1, hugeBytes: M2 })).toMatchObject({ state: 'supported', reason: 'works' });
    expect(moved({ changed: 0, hugeBytes: 0 })).toMatchObject({ state: 'supported', reason: 'splits' });
    expect(moved({ changed: 1, hugeBytes: M2 }).evidence).toHaveLength(3);
    // smaps was not to be had.
    expect(moved({})).toMatchObject({ state: 'supported', reason: 'works' });
  });

  it('is not supported where its bytes did not come', () => {
    expect(moved({ changed: 0 }, 0)).toMatchObject({ state: 'absent', reason: 'no_effect' });
  });
});

describe('what returns 0 on a part of a huge page', () => {
  const seen = (id: string, test: Call, effect: Call, column: Column = hugetlb) =>
    judged(having(STOCK, tried(id, column, control('range'), test, effect)), id, column);
  const effect = (out: Record<string, number>) => look('base_effect', out);

  it('is told for what it does', () => {
    expect(seen('dontneed', ok('base'), effect({ changed: 0 }))).toMatchObject({
      state: 'absent',
      reason: 'no_effect',
    });
    expect(seen('remove', ok('base'), effect({ changed: 1, freedBytes: 0 }))).toMatchObject({
      reason: 'zeroes_only',
    });
    expect(seen('remove', ok('base', { freedBytes: 0 }), effect({ changed: 1 }))).toMatchObject({
      reason: 'zeroes_only',
    });
    expect(seen('remove', ok('base'), effect({ changed: 1, freedBytes: K4 }))).toMatchObject({
      reason: 'works',
    });
    expect(seen('remove', ok('base'), effect({ changed: 1, freedBytes: 0 }), shmem)).toMatchObject({
      reason: 'works',
    });
    expect(seen('populate', ok('base'), effect({ changed: 1, allocatedBytes: M2 }))).toMatchObject({
      reason: 'rounds_up',
    });
    expect(seen('populate', ok('base'), effect({ changed: 1, allocatedBytes: K4 }))).toMatchObject({
      reason: 'works',
    });
    expect(seen('populate', ok('base'), effect({ changed: 1 }))).toMatchObject({
      state: 'supported',
      reason: 'works',
    });
    expect(seen('copy', ok('base', { done: K4 }), effect({ changed: 1, allocatedBytes: M2 }))).toMatchObject({
      reason: 'works',
    });
  });

  it('is told for what it takes beyond', () => {
    for (const id of ['dontneed', 'populate']) {
      expect(seen(id, ok('base'), effect({ changed: 1, beyond: 1 }))).toMatchObject({
        state: 'supported',
        reason: 'rounds_up',
      });
      expect(seen(id, ok('base'), effect({ changed: 1, beyond: 0 }))).toMatchObject({
        state: 'supported',
        reason: 'works',
      });
    }
  });

  it('shows the other half of POPULATE', () => {
    expect(judged(STOCK, 'populate', shmem).evidence).toContain('test read_base 0');
  });
});

describe('the length', () => {
  it('is what the call was given, or what the row stands for', () => {
    const given = { ...ok('base', { done: 2 * K4 }), args: { length: 2 * K4 } };
    expect(judged(having(STOCK, tried('copy', shmem, ...ready(), given)), 'copy', shmem)).toMatchObject({
      state: 'advertised',
    });
    const short = tried('copy', hugetlb, ...ready(), control('form'), ok('huge', { done: K4 }));
    expect(judged(having(STOCK, short), 'copy', hugetlb, 'huge')).toMatchObject({
      state: 'unknown',
      reason: 'short',
    });
    const odd = tried('copy', shmem, ...ready(), ok('base', { done: 2 * K4 }));
    expect(judged(having(STOCK, odd), 'copy', shmem)).toMatchObject({ state: 'unknown', reason: 'short' });
  });
});
