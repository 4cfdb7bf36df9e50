/** Whether the kernel names exactly the pages that were written, or touched. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/document/index.js';
import type { Call, Experiment } from '../../../../src/observe/observations.js';
import { control, having, look, M2, no, ok, ready, run } from '../build.js';
import { STOCK } from '../stock.js';

const refused = (step: string): Call => no(step, 'EINVAL', {}, 'setup');

const said = (
  id: string,
  calls: Call[],
  memory: 'shmem' | 'hugetlb-2M' = 'shmem',
  more = {},
  ...others: Experiment[]
) => {
  const where = { memory, pageBytes: memory === 'shmem' ? null : M2, ...more };
  const of = having(STOCK, run('tracking', [...ready(), control('pagemap'), ...calls], where), ...others);
  const found = judge(of).capabilities.find((row) => row.id === id && row.memory === memory);
  return `${found?.state} ${found?.reason}`;
};

describe('track.written', () => {
  it('is what the scan names, no more and no less', () => {
    expect(said('track.written', [ok('scan'), look('scan_effect', { changed: 1, pages: 2 })])).toBe(
      'supported works',
    );
    expect(said('track.written', [ok('scan'), look('scan_effect', { changed: 0, pages: 3 })])).toBe(
      'absent no_effect',
    );
  });

  it('without a page to write is no more than accepted', () => {
    expect(said('track.written', [ok('scan')], 'hugetlb-2M')).toBe('advertised accepted_not_observed');
  });

  it('a scan that is refused is absent, as its file can be read', () => {
    expect(said('track.written', [no('scan', 'ENOTTY')])).toBe('absent refused');
    expect(said('track.written', [no('scan', 'EPERM')])).toBe('not_permitted eperm');
  });

  it('a scan that is refused with UFFDIO_API, which this kernel takes, says nothing of the scan', () => {
    const calls = [...ready().filter(({ step }) => step !== 'api'), control('pagemap'), refused('api')];
    const of = having(STOCK, run('tracking', [...calls, no('scan', 'EINVAL')], { memory: 'shmem' }));
    const row = judge(of).capabilities.find(({ id, memory }) => id === 'track.written' && memory === 'shmem');
    expect(`${row?.state} ${row?.reason}`).toBe('unknown not_observed');
  });

  it('an experiment that ended before it says why', () => {
    expect(said('track.written', [], 'shmem', { end: 'deadline' })).toBe('unknown deadline');
  });
});

it('track.own is what a scan of memory names that nobody registered', () => {
  const on = (...calls: Call[]) => {
    const of = having(STOCK, run('tracking', [control('pagemap'), ...calls], { memory: 'anonymous' }));
    const row = judge(of).capabilities.find(({ id }) => id === 'track.own');
    return `${row?.state} ${row?.reason}`;
  };
  expect(on(ok('scan_own'), look('scan_own_effect', { changed: 1 }))).toBe('supported works');
  expect(on(ok('scan_own'), look('scan_own_effect', { changed: 0 }))).toBe('absent no_effect');
  expect(on(control('any_ioctl'), no('scan_own', 'ENOTTY'))).toBe('absent refused');
  // By whoever refuses every ioctl, or with another word than a file has that knows no such call.
  expect(on(no('scan_own', 'ENOTTY'))).toBe('unknown no_control');
  expect(on(no('any_ioctl', 'ENOTTY', {}, 'control'), no('scan_own', 'ENOTTY'))).toBe('unknown no_control');
  expect(on(control('any_ioctl'), no('scan_own', 'EINVAL'))).toBe('unknown no_control');
  // Without WP_ASYNC, too: nothing of it is asked for.
  expect(on(refused('api'), ok('scan_own'), look('scan_own_effect', { changed: 1 }))).toBe('supported works');
});

describe('track.accessed', () => {
  it('wants a feature that this kernel does not offer', () => {
    expect(said('track.accessed', [ok('scan'), refused('api_rwp')])).toBe('absent not_in_kernel');
    expect(said('track.accessed', [ok('accessed'), refused('api_rwp')])).toBe('absent not_in_kernel');
    expect(said('track.accessed', [no('api_rwp', 'EPERM', {}, 'setup')])).toBe('unknown api_rwp_eperm');
  });

  it('is what the scan names', () => {
    expect(said('track.accessed', [ok('accessed'), look('accessed_effect', { changed: 1 })])).toBe(
      'supported works',
    );
  });
});

describe('a page that arrives protected', () => {
  const both = (errno: string) => no('register_copy', errno, {}, 'setup');

  it('stops a write', () => {
    const calls = [ok('copy_wp', { done: 4096 }), look('copy_wp_effect', { changed: 1 })].map((call) => ({
      ...call,
      args: { length: 4096 },
    }));
    expect(said('track.copy_wp', [control('copy_plain'), ...calls])).toBe('supported works');
    const refusedMode = [control('continue_plain'), no('continue_wp', 'EINVAL')];
    expect(said('track.continue_wp', refusedMode)).toBe('absent refused');
  });

  it('wants memory that can be registered for writes', () => {
    const bare = run('register', [...ready(), ok('missing'), no('wp', 'EINVAL')], { memory: 'shmem' });
    expect(said('track.copy_wp', [both('EINVAL')], 'shmem', {}, bare)).toBe('absent no_register');
    expect(said('track.copy_wp', [both('EINVAL')])).toBe('unknown refused');
    expect(said('track.copy_wp', [both('ENOMEM')])).toBe('unknown register_copy_enomem');
  });
});

describe('track.soft_dirty', () => {
  it('tells a page that was written from one that was not', () => {
    const seen = (changed: number) => [
      ok('soft_dirty', {}, 'test', 1),
      look('soft_dirty_effect', { changed }),
    ];
    expect(said('track.soft_dirty', seen(1))).toBe('supported works');
    expect(said('track.soft_dirty', seen(0))).toBe('absent no_effect');
  });
});

it('a recording from before says that nobody looked', () => {
  const found = judge(STOCK).capabilities.filter(({ id }) => id.startsWith('track.'));
  expect(new Set(found.map(({ state, reason }) => `${state} ${reason}`))).toEqual(
    new Set(['unknown not_run']),
  );
});
