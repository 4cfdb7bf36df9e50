import { describe, expect, it } from 'vitest';
import { readKallsyms } from '../../../src/observe/files/kernel/kallsyms.js';
import { DECOYS } from './decoys.js';
import { tree } from './tree.js';

const line = (name: string, type = 't') => `0000000000000000 ${type} ${name}\n`;
const read = (text: string) => readKallsyms(tree({ '/proc/kallsyms': text }));

describe('readKallsyms', () => {
  it('finds names with the suffixes that compilers add', () => {
    const names = [
      'hugetlb_hgm_walk.part.0',
      'hugetlb_collapse.isra.0.cold',
      'hugetlb_pmd_alloc.constprop.12',
      'hugetlb_hgm_advised',
    ];
    const found = read(names.map((name) => line(name)).join(''));
    expect(found).toEqual({
      source: 'kallsyms',
      path: '/proc/kallsyms',
      readable: true,
      compiledIn: ['hugetlb_collapse', 'hugetlb_hgm_advised'],
      patched: ['hugetlb_hgm_walk', 'hugetlb_pmd_alloc'],
    });
  });

  it('counts no decoy, data symbol, module symbol or odd suffix', () => {
    const text = [
      ...DECOYS.map((name) => line(name)),
      line('hugetlb_collapse', 'd'),
      line('hugetlb_collapse\t[evil]'),
      line('hugetlb_collapse.something'),
      line('hugetlb_collapse.part.x'),
      line('hugetlb_collapse hugetlb_collapse'),
    ].join('');
    expect(read(text)).toMatchObject({ readable: true, compiledIn: [], patched: [] });
  });

  it('finds a name wherever it falls between two chunks', () => {
    const wanted = line('hugetlb_collapse');
    for (let shift = 0; shift < wanted.length + 2; shift += 1) {
      const before = Buffer.alloc(65536 - shift - 1, 'a')
        .toString()
        .replaceAll(/a{60}/g, `${'b'.repeat(59)}\n`);
      expect(read(`${before}\n${wanted}${line('other')}`).compiledIn).toEqual(['hugetlb_collapse']);
    }
  });

  it.each([
    ['empty', ''],
    ['one endless line', 'a'.repeat(1 << 20)],
    ['cut short in a line', `${line('hugetlb_collapse')}00000000`],
  ])('is unreadable: %s', (_, text) => {
    expect(read(text)).toMatchObject({ readable: false, compiledIn: [], patched: [] });
  });

  it('is unreadable where there is none', () => {
    expect(readKallsyms(tree()).readable).toBe(false);
  });
});
