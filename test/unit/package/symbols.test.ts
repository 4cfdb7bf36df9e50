import { describe, expect, it } from 'vitest';
import { missingIn, newestGlibc, symbolProblems } from '../../../scripts/lib/package/symbols.js';

const symbol = (name: string, version = '') =>
  `0000000000000000      DF *UND*\t0000000000000000 ${version.padEnd(13)} ${name}`;

/** As `objdump -p -T` says it. */
const dump = (needed: string[], ...symbols: string[]) =>
  [
    ...needed.map((name) => `  NEEDED               ${name}`),
    ...symbols,
    '0000000000006ee0 g    DF .text\t0000000000000006  Base        node_api_module_get_api_version_v1',
    '',
  ].join('\n');

describe('an addon for glibc', () => {
  it.each([
    ['nothing but an old C library', dump(['libc.so.6'], symbol('mmap', '(GLIBC_2.2.5)')), []],
    ['the floor itself', dump([], symbol('fcntl64', '(GLIBC_2.28)')), []],
    ['one newer than the floor', dump([], symbol('fstat', '(GLIBC_2.33)')), ['fstat is of GLIBC_2.33']],
    ['a C++ library', dump(['libstdc++.so.6']), ['it needs libstdc++.so.6']],
    [
      'a symbol of a C++ library',
      dump([], symbol('_Znwm', '(GLIBCXX_3.4)')),
      ['it needs _Znwm of a C++ library', 'it needs _Znwm of GLIBCXX_3.4'],
    ],
    ['Node-API alone', dump([], symbol('napi_create_object', '')), []],
  ])('%s', (_, text, problems) => {
    expect(symbolProblems('glibc', text)).toEqual(problems);
  });
});

it('an addon for musl asks for no library of glibc', () => {
  expect(symbolProblems('musl', dump(['libc.so.6']))).toEqual(['it needs libc.so.6']);
});

it('an addon says its version of Node-API', () => {
  expect(symbolProblems('glibc', '')).toEqual(['it is no addon of Node-API 9']);
});

it('the newest glibc is that of numbers, not of letters', () => {
  expect(newestGlibc(dump([], symbol('a', '(GLIBC_2.9)'), symbol('b', '(GLIBC_2.17)')))).toBe('2.17');
  expect(newestGlibc(dump([]))).toBeNull();
});

it('an addon for musl asks for what musl has, or can do without it', () => {
  const library = '0000000000051f2e g    DF .text\t000000000000002c mmap\n';
  const weak = '0000000000000000  w   DF *UND*\t0000000000000000              __gmon_start__';
  const text = dump([], symbol('mmap'), symbol('napi_create_object'), weak, symbol('__libc_start_main'));
  expect(missingIn(library, text)).toEqual(['__libc_start_main']);
});
