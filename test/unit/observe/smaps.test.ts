import { describe, expect, it } from 'vitest';
import { readSmapsPteMapped } from '../../../src/observe/files/memory/smaps.js';
import { tree } from './tree.js';

const ROLLUP = '/proc/self/smaps_rollup';
const SMAPS = '/proc/self/smaps';
const rollup = (keys: string) =>
  `55d6c8e9b000-7ffe0d86d000 ---p 00000000 00:00 0    [rollup]\nRss:    1812 kB\n${keys}`;
const entry = (keys: string) =>
  `55d6c8e9b000-55d6c8e9c000 r--p 00000000 08:01 7  /usr/bin/node\nSize:  4 kB\nRss:  4 kB\n${keys}VmFlags: rd mr\n`;

describe('readSmapsPteMapped', () => {
  it.each([
    ['stock', rollup('Shared_Hugetlb:        0 kB\n'), false],
    ['with HGM', rollup('HugetlbPmdMapped:        0 kB\nHugetlbPteMapped:        0 kB\n'), true],
    ['with HGM, in wider columns', rollup('HugetlbPteMapped:                  8 kB\n'), true],
    ['wider columns alone', rollup('Shared_Hugetlb:          0 kB\nPss:              1 kB\n'), false],
    [
      'keys that look like it',
      rollup('HugetlbPteMappedX: 0 kB\nXHugetlbPteMapped: 0 kB\nHugetlbPmdMapped: 2048 kB\n'),
      false,
    ],
    ['garbage', '\0\x1b[31m', null],
    ['empty', '', null],
  ])('%s', (_, text, expected) => {
    expect(readSmapsPteMapped(tree({ [ROLLUP]: text }))).toBe(expected);
  });

  it('looks at the first entry of smaps, and at it alone', () => {
    const plain = entry('Locked: 0 kB\n');
    const granular = entry('HugetlbPteMapped:   0 kB\n');
    expect(readSmapsPteMapped(tree({ [SMAPS]: granular + plain }))).toBe(true);
    expect(readSmapsPteMapped(tree({ [SMAPS]: plain.repeat(100) }))).toBe(false);
    expect(readSmapsPteMapped(tree({ [SMAPS]: plain + granular }))).toBe(false);
  });

  it('falls back to the rollup where the first entry is longer than what is read', () => {
    const long = entry('Locked: 0 kB\n').replace('/usr/bin/node', `/${'n'.repeat(4000)}`);
    const granular = rollup('HugetlbPteMapped:   0 kB\n');
    expect(readSmapsPteMapped(tree({ [SMAPS]: long, [ROLLUP]: granular }))).toBe(true);
    expect(readSmapsPteMapped(tree({ [SMAPS]: long, [ROLLUP]: rollup('') }))).toBe(false);
    expect(readSmapsPteMapped(tree({ [SMAPS]: long }))).toBeNull();
  });

  it('takes a file name for nothing else', () => {
    const text = rollup('').replace('[rollup]', '/tmp/HugetlbPteMapped: 0 kB');
    expect(readSmapsPteMapped(tree({ [ROLLUP]: text }))).toBe(false);
  });

  it('says nothing of an entry that it could not read whole, nor without files', () => {
    expect(readSmapsPteMapped(tree({ [SMAPS]: entry('Filler: 0 kB\n'.repeat(2000)) }))).toBeNull();
    expect(readSmapsPteMapped(tree())).toBeNull();
  });
});
