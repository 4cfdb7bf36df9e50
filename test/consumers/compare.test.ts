import { expect, it } from 'vitest';
import { compare, markdown } from './compare.js';

type State = 'ready' | 'restricted' | 'not_ready';

/** A host where everything has this verdict, and every consumer gives this answer. */
function told(
  setting: string,
  state: State,
  yes: boolean,
  change: { missing?: string[]; status?: number } = {},
) {
  const { missing = [], status = state === 'not_ready' ? 1 : 0 } = change;
  const names = ['qemu-postcopy', 'qemu-background-snapshot', 'criu-lazy-pages', 'criu-lazy-pages-noncoop'];
  const all = (value: unknown) => Object.fromEntries(names.map((name) => [name, value]));
  const questions = [
    'qemu-7.2 postcopy-ram',
    'qemu-7.2 background-snapshot',
    'qemu-10 postcopy-ram',
    'qemu-10 background-snapshot',
    'criu uffd',
    'criu uffd-noncoop',
  ];
  return {
    setting,
    probe: { stdout: JSON.stringify({ profiles: all({ state, missing }) }) },
    require: all({ status, stdout: '', stderr: '' }),
    answers: Object.fromEntries(
      questions.map((name) => [name, { yes, answered: true, said: 'what it said' }]),
    ),
  };
}

const wrong = (result: ReturnType<typeof told>) =>
  compare(result).cells.flatMap((cell) => (cell.wrong === null ? [] : [`${cell.consumer}: ${cell.wrong}`]));

it('agreement is agreement', () => {
  expect(wrong(told('root', 'ready', true))).toEqual([]);
  expect(wrong(told('nobody', 'not_ready', false))).toEqual([]);
});

it('every disagreement is wrong, with what was said', () => {
  expect(wrong(told('root', 'ready', false))).toHaveLength(6);
  expect(wrong(told('nobody', 'not_ready', true))[0]).toContain('qemu-postcopy not_ready, but: what it said');
});

it('a restriction to newer QEMU is a no of the older one only', () => {
  const restricted = told('nobody, node readable', 'restricted', true, { missing: ['open.syscall'] });
  expect(wrong(restricted).map((line) => line.split(' ')[0])).toEqual(['qemu-7.2', 'qemu-7.2']);
});

it('a documented difference must be one', () => {
  const setting = 'nobody with CAP_SYS_PTRACE';
  expect(wrong(told(setting, 'ready', true))).toEqual([
    'criu uffd: agrees, though a difference is documented',
    'criu uffd-noncoop: agrees, though a difference is documented',
  ]);
  expect(markdown([compare(told(setting, 'ready', false))])).toContain('no (documented difference)');
});

it('no answer, and a gate that says something else, are wrong', () => {
  const silent = told('root', 'ready', true);
  silent.answers['criu uffd'] = { yes: false, answered: false, said: 'killed' };
  expect(wrong(silent)).toEqual(['criu uffd: no answer: killed']);
  expect(wrong(told('root', 'ready', true, { status: 3 }))[0]).toContain('require ended with 3');
});
