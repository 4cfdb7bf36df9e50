import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBtf } from '../../../src/observe/files/kernel/btf.js';
import { COMPILED_IN, PATCHED } from '../../../src/observe/files/kernel/series-names.js';
import { encodeBtf, type Options, type Type } from './btf-encoder.js';
import { DECOYS } from './decoys.js';
import { tree } from './tree.js';

const VMLINUX = '/sys/kernel/btf/vmlinux';
const func = (name: string): Type => ({ kind: 'func', name });

/** One type of each kind, so that a walk with one wrong size comes out of step. */
const EVERY_KIND: Type[] = [
  { kind: 'int', name: 'int' },
  { kind: 'ptr' },
  { kind: 'array' },
  { kind: 'struct', name: 'vm_area_struct', members: ['vm_start', 'vm_end', 'vm_mm'] },
  { kind: 'union', name: 'u', members: ['a', 'b'] },
  { kind: 'enum', name: 'e', members: ['x', 'y', 'z'] },
  { kind: 'fwd', name: 'f' },
  { kind: 'typedef', name: 'pte_t' },
  { kind: 'volatile' },
  { kind: 'const' },
  { kind: 'restrict' },
  { kind: 'func_proto', name: '', members: ['mm', 'addr'] },
  { kind: 'var', name: 'jiffies' },
  { kind: 'datasec', name: '.data..percpu', members: ['', ''] },
  { kind: 'float', name: 'double' },
  { kind: 'decl_tag', name: 'bpf_kfunc' },
  { kind: 'type_tag', name: 'rcu' },
  { kind: 'enum64', name: 'e64', members: ['big', 'bigger'] },
];

const read = (bytes: Buffer) => readBtf(tree({ [VMLINUX]: bytes }));
const encode = (types: Type[], options: Options = {}) => read(encodeBtf(types, options));
const unreadable = { source: 'btf', path: VMLINUX, readable: false, compiledIn: [], patched: [] };
const none = { ...unreadable, readable: true };

describe('readBtf', () => {
  it.each([
    ['little-endian', {}],
    ['big-endian', { bigEndian: true }],
    ['with a longer header', { extraHeaderBytes: 8 }],
    ['with the layout of 2026', { layout: true }],
  ])('finds every name of the series, %s', (_, options) => {
    const names = [...PATCHED, ...COMPILED_IN].flatMap((name) => [func(name), ...EVERY_KIND]);
    const found = encode([...EVERY_KIND, ...names], options);
    expect(found).toEqual({ ...none, compiledIn: [...COMPILED_IN], patched: [...PATCHED] });
  });

  it('finds each name alone', () => {
    for (const name of COMPILED_IN) expect(encode([func(name)]).compiledIn).toEqual([name]);
    for (const name of PATCHED) expect(encode([func(name)]).patched).toEqual([name]);
  });

  it('finds none on a stock kernel, whose functions have names like them', () => {
    expect(encode([...EVERY_KIND, ...DECOYS.map(func)])).toEqual(none);
  });

  it('does not take a member, parameter, variable or enumerator for a function', () => {
    expect(
      encode([
        { kind: 'struct', name: 'hugetlb_hgm_enabled', members: ['hugetlb_collapse'] },
        { kind: 'func_proto', name: '', members: ['hugetlb_hgm_walk'] },
        { kind: 'var', name: 'hugetlb_hgm_advised' },
        { kind: 'enum', name: 'e', members: ['enable_hugetlb_hgm'] },
        { kind: 'typedef', name: 'hugetlb_pte_alloc' },
      ]),
    ).toEqual(none);
  });

  it('steps over a kind that it does not know where the file says how big it is, else does not guess', () => {
    const types: Type[] = [{ kind: 'future', words: 5 }, func('hugetlb_collapse')];
    expect(encode(types, { layout: true }).compiledIn).toEqual(['hugetlb_collapse']);
    expect(encode(types)).toEqual(unreadable);
  });

  it('reads a struct of more than 65535 members, as the header of 2026 allows', () => {
    const members = Array<string>(70_000).fill('');
    expect(
      encode([{ kind: 'struct', name: 's', members }, func('hugetlb_collapse')]).compiledIn,
    ).toHaveLength(1);
  });

  it('finds a name that lies across two pieces of a long section, and reads the last one to its end', () => {
    const filler = (bytes: number): Type => ({ kind: 'typedef', name: 'x'.repeat(bytes) });
    for (let before = 65_480; before < 65_540; before += 1) {
      const { compiledIn } = encode([
        filler(before),
        func('huge_pte_alloc_high_granularity'),
        filler(65_500),
      ]);
      expect(compiledIn, `after ${before} bytes`).toEqual(['huge_pte_alloc_high_granularity']);
    }
    expect(encode([filler(140_000), func('hugetlb_collapse')]).compiledIn).toEqual(['hugetlb_collapse']);
  });

  it('is unreadable, and does not throw, cut short anywhere', () => {
    const whole = encodeBtf([...EVERY_KIND, ...COMPILED_IN.map(func), ...DECOYS.map(func)]);
    for (let length = 0; length < whole.length; length += 64) {
      expect(read(whole.subarray(0, length))).toEqual(unreadable);
    }
    expect(read(whole.subarray(0, whole.length - 1))).toEqual(unreadable);
  });

  it('does not throw with any one byte wrong', () => {
    const whole = encodeBtf([func('hugetlb_collapse'), ...EVERY_KIND]);
    const root = tree({ [VMLINUX]: whole });
    for (let at = 0; at < whole.length; at += 1) {
      const broken = Buffer.from(whole);
      broken[at] = 0xff;
      writeFileSync(join(root, VMLINUX), broken);
      expect(() => readBtf(root)).not.toThrow();
    }
  });

  it.each([
    ['no file', null],
    ['an empty file', Buffer.alloc(0)],
    ['garbage', Buffer.alloc(1 << 20, 'hugetlb_')],
    ['lengths beyond the file', header(0xffff_fff0, 0xffff_fff0)],
    ['lengths of 64 MiB that are not there', header(64 << 20, 64 << 20)],
    ['strings that do not end', Buffer.concat([header(0, 64), Buffer.alloc(64, '\0hugetlb_collapse')])],
  ])('is unreadable: %s', (_, bytes) => {
    expect(bytes === null ? readBtf(tree()) : read(bytes)).toEqual(unreadable);
  });

  it('is quick where a hostile file repeats the stem and never ends a string', () => {
    const strings = Buffer.alloc(8 << 20, 'hugetlb_');
    strings[0] = 0;
    strings[strings.length - 1] = 0;
    const started = performance.now();
    expect(read(Buffer.concat([header(0, strings.length), strings]))).toEqual(none);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

/** A header by hand: types first, then strings. */
function header(typeBytes: number, stringBytes: number): Buffer {
  const bytes = Buffer.alloc(24);
  bytes.writeUInt16LE(0xeb9f, 0);
  bytes[2] = 1;
  [24, 0, typeBytes, typeBytes, stringBytes].forEach((value, index) => {
    bytes.writeUInt32LE(value, 4 + index * 4);
  });
  return bytes;
}
