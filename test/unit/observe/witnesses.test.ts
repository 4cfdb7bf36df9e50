import { describe, expect, it } from 'vitest';
import { COMPILED_IN, PATCHED, SERIES_NAMES, STEMS } from '../../../src/observe/files/kernel/series-names.js';
import { readWitnesses } from '../../../src/observe/files/kernel/witnesses.js';
import { encodeBtf } from './btf-encoder.js';
import { DECOYS } from './decoys.js';
import { tree } from './tree.js';

const KALLSYMS = '0000000000000000 t hugetlb_collapse\n';

describe('the names of the series', () => {
  it('stand in one list each, hold a stem each, and are no decoys', () => {
    expect(SERIES_NAMES.size).toBe(COMPILED_IN.length + PATCHED.length);
    for (const name of SERIES_NAMES) expect(STEMS.some((stem) => name.includes(stem))).toBe(true);
    for (const decoy of DECOYS) expect(SERIES_NAMES.has(decoy)).toBe(false);
  });
});

describe('readWitnesses', () => {
  it('says nothing, and does not throw, where there is nothing', () => {
    const witnesses = readWitnesses(tree());
    expect(witnesses).toMatchObject({ kconfig: { path: null, hgm: null }, smapsPteMapped: null });
    expect(witnesses.symbols.map(({ source, readable }) => [source, readable])).toEqual([
      ['btf', false],
      ['kallsyms', false],
    ]);
    expect(witnesses.hgmFiles.map(({ errno }) => errno)).toEqual(['ENOENT', 'ENOENT']);
  });

  it('asks kallsyms only where BTF has no answer', () => {
    const btf = encodeBtf([{ kind: 'func', name: 'hugetlb_walk' }]);
    const both = readWitnesses(tree({ '/sys/kernel/btf/vmlinux': btf, '/proc/kallsyms': KALLSYMS }));
    expect(both.symbols).toMatchObject([{ source: 'btf', readable: true, compiledIn: [] }]);
    const damaged = { '/sys/kernel/btf/vmlinux': btf.subarray(0, 30), '/proc/kallsyms': KALLSYMS };
    expect(readWitnesses(tree(damaged)).symbols).toMatchObject([
      { source: 'btf', readable: false },
      { source: 'kallsyms', readable: true, compiledIn: ['hugetlb_collapse'] },
    ]);
  });
});
