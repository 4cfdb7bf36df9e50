import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBounded, readCount, readText } from '../../../src/observe/files/bounded-text.js';
import { escapeBytes, escapeText } from '../../../src/observe/files/escape.js';
import { readHgmFiles } from '../../../src/observe/files/kernel/hgm-files.js';
import { tree } from './tree.js';

const SWITCH = '/sys/kernel/mm/hugepages/hgm';
const read = (content: string | Buffer) => readText(tree({ '/f': content }), '/f');

describe('readText', () => {
  it('gives the text without its last newline, and the path as it is inside the root', () => {
    expect(read('1\n')).toEqual({ path: '/f', text: '1', errno: null, truncated: false });
    expect(read('')).toEqual({ path: '/f', text: '', errno: null, truncated: false });
  });

  it('is bounded, and says so', () => {
    expect(read('a'.repeat(4096))).toMatchObject({ text: 'a'.repeat(4096), truncated: false });
    expect(read('a'.repeat(4097))).toMatchObject({ text: 'a'.repeat(4096), truncated: true });
  });

  it.each([
    ['terminal escapes', '\x1b]0;owned\x07\x1b[31m', '\\x1b]0;owned\\x07\\x1b[31m'],
    ['C1 controls', '\u009b31m', '\\u{9b}31m'],
    ['NULs, tabs and newlines', 'a\0b\tc\nd', 'a\\x00b\\x09c\\x0ad'],
    ['text direction', 'a\u202eb\u2066c\u200e', 'a\\u{202e}b\\u{2066}c\\u{200e}'],
    ['invisible characters', 'a\u200bb\ufeffc\u2028d\u{e0041}', 'a\\u{200b}b\\u{feff}c\\u{2028}d\\u{e0041}'],
    ['a false escape', 'a\\x1b', 'a\\x5cx1b'],
    ['ordinary text', 'Grüße 日本 🐧 on', 'Grüße 日本 🐧 on'],
  ])('escapes %s', (_, raw, shown) => {
    expect(read(raw).text).toBe(shown);
  });

  it('shows bytes that are no UTF-8, and what stands beside them', () => {
    expect(escapeBytes(Buffer.from([0x61, 0xff, 0xc3, 0xa9, 0xc3, 0x28, 0xe2, 0x80]))).toBe(
      'a\\xffé\\xc3(\\xe2\\x80',
    );
    expect(escapeBytes(Buffer.from([0xc0, 0xaf, 0xed, 0xa0, 0x80, 0x80]))).toBe(
      '\\xc0\\xaf\\xed\\xa0\\x80\\x80',
    );
    expect(escapeText('a\ud800b')).toBe('a\\u{d800}b');
  });

  it('answers an errno, and does not hang, for what is no file', () => {
    const root = tree();
    mkdirSync(join(root, 'd'));
    execFileSync('mkfifo', [join(root, 'fifo')]);
    symlinkSync('/dev/zero', join(root, 'zero'));
    symlinkSync('loop', join(root, 'loop'));
    const errnos = ['/d', '/fifo', '/zero', '/loop', '/none', '/d/x'].map(
      (path) => readText(root, path).errno,
    );
    expect(errnos).toEqual(['EISDIR', 'EINVAL', 'EINVAL', 'ELOOP', 'ENOENT', 'ENOENT']);
    expect(readBounded(root, '/fifo', 1)).toEqual({ bytes: null, errno: 'EINVAL', truncated: false });
  });

  it('survives 1 MiB of garbage in the switch for HGM', () => {
    const garbage = Buffer.from(
      Array.from({ length: 1 << 20 }, (_, index) => (index * 197 + (index >> 8)) & 0xff),
    );
    const [first, second] = readHgmFiles(tree({ [SWITCH]: garbage }));
    expect(first).toMatchObject({ path: '/sys/kernel/vm/hugepages/hgm', text: null, errno: 'ENOENT' });
    expect(second).toMatchObject({ path: SWITCH, errno: null, truncated: true });
    expect(second?.text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    expect(second?.text?.length).toBeLessThanOrEqual(4096 * 4);
  });
});

describe('readCount', () => {
  it.each([
    ['16\n', 16],
    ['0', 0],
    ['', null],
    ['-1\n', null],
    ['1 2', null],
    ['0x10', null],
    ['99999999999999999999', null],
  ])('%j', (content, value) => {
    expect(readCount(tree({ '/f': content }), '/f')).toBe(value);
  });
});
