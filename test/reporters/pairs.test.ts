/** Why there is no way from host to host: nobody is ready, or the ready one has no other of its kind. */
import { expect, it } from 'vitest';
import type { HostClass } from '../../src/fleet/ask/pairs.js';
import { pairs } from '../../src/reporters/fleet/pairs.js';

const ONE: HostClass = {
  arch: 'x86_64',
  basePageBytes: 4096,
  state: 'ready',
  reason: null,
  who: null,
  granuleBytes: null,
  hosts: 1,
  example: 'web-17',
  names: ['web-17'],
};

it.each([
  ['ready', 'none: no ready host has another of its architecture and base page'],
  ['restricted', 'none: no ready host has another of its architecture and base page'],
  ['not_ready', 'none: no host is ready'],
  ['unknown', 'none: no host is ready'],
])('one host, %s', (state, said) => {
  const answer = {
    ...{ profile: 'qemu-postcopy', classes: [{ ...ONE, state }], pairs: [], allPairs: 0 },
    ...{ fixes: [], causes: [], cuts: [] },
  };
  const who = { hosts: 1, expired: 0, includeExpired: false, caller: null, ofOthers: 0 };
  const text = pairs(answer, who, { width: 120, colour: false, ascii: false });
  expect(text.split('\n').find((line) => line.startsWith('  none'))).toBe(`  ${said}`);
});
