import { expect, it } from 'vitest';
import { sizeWord } from '../../../src/ground/size.js';
import { errnoName, signalName } from '../../../src/observe/names.js';

// Numbers of include/uapi/asm-generic/errno{,-base}.h.
it.each([
  [1, 'EPERM'],
  [11, 'EAGAIN'],
  [22, 'EINVAL'],
  [95, 'EOPNOTSUPP'],
  [133, 'EHWPOISON'],
  [4000, 'E4000'],
])('errno %i is %s', (errno, name) => {
  expect(errnoName(errno)).toBe(name);
});

it.each([
  [7, 'SIGBUS'],
  [9, 'SIGKILL'],
  [31, 'SIGSYS'],
  [99, 'SIG99'],
])('signal %i is %s', (signal, name) => {
  expect(signalName(signal)).toBe(name);
});

it.each([
  [4096, '4K'],
  [65536, '64K'],
  [2 ** 21, '2M'],
  [2 ** 30, '1G'],
  [2 ** 34, '16G'],
  [1536, '1536'],
  [3 * 512 * 1024, '1536K'],
])('%i bytes are %s', (bytes, word) => {
  expect(sizeWord(bytes)).toBe(word);
});
