import { describe, expect, it } from 'vitest';
import { byMemory } from '../../src/ground/memory.js';
import { parseSize, sizeWord } from '../../src/ground/size.js';
import { duration, list } from '../../src/ground/units.js';
import { printable, wrap } from '../../src/reporters/text.js';

describe('sizes', () => {
  it.each([
    ['2M', 2 ** 21],
    ['2MiB', 2 ** 21],
    ['2mb', 2 ** 21],
    ['1048576kB', 2 ** 30],
    ['64K', 2 ** 16],
    ['16G', 2 ** 34],
  ])('reads %s', (text, bytes) => expect(parseSize(text)).toBe(bytes));

  it.each(['', '2', '0M', '-2M', '2.5M', '2X', 'M', '2 M', '9999999999999T'])('does not read "%s"', (text) =>
    expect(parseSize(text)).toBeNull(),
  );

  it('names them as it reads them', () => {
    for (const name of ['4K', '64K', '2M', '32M', '512M', '1G', '16G'])
      expect(sizeWord(parseSize(name) ?? 0)).toBe(name);
  });

  it('orders columns by size, not by name', () => {
    const columns = ['hugetlb-1G', 'hugetlb-512M', 'shmem', 'hugetlb-64K', 'anonymous'];
    expect(columns.sort(byMemory)).toEqual([
      'anonymous',
      'shmem',
      'hugetlb-64K',
      'hugetlb-512M',
      'hugetlb-1G',
    ]);
  });
});

it.each([
  [null, '-'],
  [0, '0ns'],
  [999, '999ns'],
  [1000, '1.00µs'],
  [9_994, '9.99µs'],
  [9_996, '10.0µs'],
  [99_960, '100µs'],
  [999_499, '999µs'],
  [999_500, '1.00ms'],
  [93_123_456, '93.1ms'],
  [1_500_000_000, '1.50s'],
])('writes %s ns as %s', (ns, text) => expect(duration(ns)).toBe(text));

it('lists words', () => {
  expect([list([]), list(['a']), list(['a', 'b']), list(['a', 'b', 'c'])]).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ]);
});

describe('text', () => {
  it('wraps with a hanging indent and never within a word', () => {
    expect(wrap('aa bb cc a-long-word d', 8, '- ', '  ')).toBe('- aa bb\n  cc\n  a-long-word\n  d');
    expect(wrap('aa bb', Number.POSITIVE_INFINITY)).toBe('aa bb');
  });

  it('shows control characters instead of sending them', () => {
    expect(printable('a\u001b[31m\n')).toBe('a\\u001b[31m\\u000a');
    expect(printable('grün →')).toBe('grün →');
  });
});
