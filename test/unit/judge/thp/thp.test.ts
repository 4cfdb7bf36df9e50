/** Guests on transparent huge pages: whether a page that is filled stays alone, and the way back. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/document/index.js';
import type { Call, Experiment, Observations } from '../../../../src/observe/observations.js';
import { control, having, lost, M2, no, ok, ready, run } from '../build.js';
import { PROCESS } from '../seen.js';
import { STOCK } from '../stock.js';

const row = (of: Observations, id: string, memory: string) => {
  const found = judge(of).capabilities.find((each) => each.id === id && each.memory === memory);
  return `${found?.state} ${found?.reason}`;
};

describe('isolation', () => {
  const missing = (name: string): Call => ok(`${name}_neighbour`, { signal: 'SIGBUS', offset: 16_384 });
  const there = (name: string): Call => ok(`${name}_neighbour`, { byte: 0 });
  const filled = (name: string): Call => control(`${name}_filled`, { byte: 69 });
  const ways = (but: Record<string, Call[]> = {}, leave: readonly string[] = []): Call[] =>
    ['alias', 'continue', 'copy', 'alias_advised', 'continue_advised', 'copy_advised']
      .filter((name) => !leave.includes(name))
      .flatMap((name) => but[name] ?? [filled(name), missing(name)]);
  const shmem = (calls: Call[], end: Experiment['end'] = 'done') =>
    row(
      having(STOCK, run('isolation', [...ready(), ...calls], { memory: 'shmem', end })),
      'isolation.base',
      'shmem',
    );

  it('holds where the neighbour was missing in every case', () => {
    expect(shmem(ways())).toBe('supported works');
  });

  it.each([
    ['alias', 'absent exposed'],
    ['alias_advised', 'limited exposed_if_advised'],
    ['copy', 'absent exposed_by_fill'],
    ['copy_advised', 'absent exposed_by_fill'],
    ['continue', 'absent exposed_by_fill'],
    ['continue_advised', 'absent exposed_by_fill'],
  ])('is not where a neighbour was there after %s: %s', (name, said) => {
    expect(shmem(ways({ [name]: [filled(name), there(name)] }))).toBe(said);
  });

  it('needs the page itself to be filled, and a touch that says which it was', () => {
    const unfilled = control('alias_filled', { signal: 'SIGBUS', offset: 20_480 });
    expect(shmem(ways({ alias: [unfilled, there('alias')] }))).toBe('unknown not_observed');
    expect(shmem(ways({ alias: [no('alias_filled', 'EIO'), there('alias')] }))).toBe('unknown not_observed');
    expect(shmem(ways({ alias: [filled('alias'), ok('alias_neighbour', { signal: 'SIGSEGV' })] }))).toBe(
      'unknown not_observed',
    );
    expect(shmem(ways({}, ['alias_advised', 'continue_advised', 'copy_advised']), 'deadline')).toBe(
      'unknown deadline',
    );
  });

  it('does without CONTINUE, which fills nothing where it is not, and without an advice that is not known', () => {
    expect(shmem(ways({}, ['continue', 'continue_advised']))).toBe('supported works');
    const plain = ways({}, ['alias_advised', 'continue_advised', 'copy_advised']);
    expect(shmem([...plain, no('advise', 'EINVAL', {}, 'setup')])).toBe('supported works');
    expect(shmem([...plain, no('advise', 'EPERM', {}, 'setup')])).toBe('unknown not_observed');
  });

  it('is unknown, with the step, where nothing could be filled', () => {
    expect(shmem([no('fill', 'EIO', {}, 'setup')])).toBe('unknown fill_eio');
    const { experiments } = STOCK;
    const without = { ...STOCK, experiments: experiments.filter(({ id }) => id !== 'isolation') };
    expect(row(without, 'isolation.base', 'shmem')).toBe('unknown not_run');
  });

  it('of anonymous memory is by COPY alone', () => {
    const copied = [filled('copy'), missing('copy'), filled('copy_advised'), missing('copy_advised')];
    const of = having(STOCK, run('isolation', [...ready(), ...copied], { memory: 'anonymous' }));
    expect(row(of, 'isolation.base', 'anonymous')).toBe('supported works');
  });
});

describe('regain', () => {
  const huge = (name: string): Call => ok(`${name}_effect`, { changed: 1, hugeBytes: M2 }, 'look');
  const small = (name: string): Call => ok(`${name}_effect`, { changed: 0, hugeBytes: 0 }, 'look');
  const bytes = (name: string, wrongPages = 0): Call => ok(`${name}_bytes`, { wrongPages }, 'look');
  const taken = (by: string): Call[] => [control('range'), ok(`${by}_registered`), bytes(by), huge(by)];
  const refused = (by: string, errno: string): Call[] => [
    control('range'),
    no(`${by}_registered`, errno),
    no(`${by}_after`, errno),
  ];
  const on = (memory: 'shmem' | 'anonymous', calls: Call[], of: Observations = STOCK) =>
    row(having(of, run('regain', [...ready(), ...calls], { memory })), 'regain.huge', memory);

  it('is by smaps and by the bytes', () => {
    expect(on('shmem', taken('continue'))).toBe('supported works');
    const copy = [control('range'), ok('copy_registered')];
    expect(on('anonymous', [...copy, bytes('copy'), small('copy')])).toBe('absent no_effect');
    expect(on('anonymous', [...copy, bytes('copy', 3), huge('copy')])).toBe('unknown bytes_differ');
    expect(on('anonymous', [...copy, huge('copy')])).toBe('unknown bytes_differ');
    const whole = [...copy, bytes('copy'), huge('copy')];
    expect(on('anonymous', [...whole, ok('copy_flags', { huge: 1 }, 'look')])).toBe('supported works');
    expect(on('anonymous', [...whole, ok('copy_flags', { huge: 0 }, 'look')])).toBe(
      'unknown page_flags_differ',
    );
    expect(on('anonymous', [...copy, lost('copy_bytes', 'look')])).toBe('advertised accepted_not_observed');
  });

  it('is by whichever way of filling comes furthest', () => {
    expect(on('shmem', [...refused('continue', 'EINVAL'), ...taken('copy')])).toBe('supported works');
    expect(on('shmem', [...taken('continue'), ...refused('copy', 'EAGAIN')])).toBe('supported works');
    expect(on('shmem', [...refused('continue', 'EAGAIN'), ...refused('copy', 'EAGAIN')])).toBe(
      'no_resources eagain',
    );
  });

  it('is restricted where only the end of the registration lets it come', () => {
    const after = [
      control('range'),
      no('copy_registered', 'EINVAL'),
      ok('copy_after'),
      bytes('copy_after'),
      huge('copy_after'),
    ];
    expect(on('anonymous', after)).toBe('limited after_close');
  });

  it('is absent where the advice is refused, and unknown where huge pages are off', () => {
    const always = { ...STOCK, settings: { ...STOCK.settings, thp: 'always', shmemThp: 'always' } };
    expect(on('anonymous', refused('copy', 'EINVAL'), always)).toBe('absent refused');
    const never = { ...STOCK, settings: { ...STOCK.settings, thp: 'never' } };
    expect(on('anonymous', refused('copy', 'EINVAL'), never)).toBe('unknown thp_off');
    const like = {
      ...STOCK,
      takenOn: { how: 'like_pid' as const, process: { ...PROCESS, thpEnabled: false } },
    };
    expect(on('anonymous', taken('copy'), like)).toBe('unknown thp_off');
  });

  it('is unknown, with the step, where nothing was served', () => {
    expect(on('anonymous', [no('serve_copy', 'EIO', {}, 'setup')])).toBe('unknown serve_copy_eio');
    const { experiments } = STOCK;
    const without = { ...STOCK, experiments: experiments.filter(({ id }) => id !== 'regain') };
    expect(row(without, 'regain.huge', 'shmem')).toBe('unknown not_run');
  });
});
