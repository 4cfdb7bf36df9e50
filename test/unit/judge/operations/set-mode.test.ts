/** UFFDIO_SET_MODE, which the experiment with protection tries. */
import { expect, it } from 'vitest';
import { judge } from '../../../../src/document/index.js';
import type { Call } from '../../../../src/observe/observations.js';
import { having, look, no, ok, ready, run, without } from '../build.js';
import { STOCK } from '../stock.js';

const NEWER = having(STOCK, run('api', [ok('offer', { features: '0x7ffff', ioctls: '0x8000000000000403' })]));

function told(calls: Call[] | null, host = NEWER, more = {}): string {
  const of = calls === null ? without(host, 'protection') : having(host, run('protection', calls, more));
  const found = judge(of).capabilities.filter(({ id }) => id === 'track.set_mode');
  expect(found.map(({ memory }) => memory)).toEqual(['anonymous']);
  return `${found[0]?.state} ${found[0]?.reason}`;
}

it('is what the call changes', () => {
  expect(told([...ready(), ok('set_mode'), look('set_mode_effect', { changed: 1 })])).toBe('supported works');
  expect(told([...ready(), ok('set_mode'), look('set_mode_effect', { changed: 0 })])).toBe(
    'absent no_effect',
  );
  expect(told([...ready(), no('set_mode', 'EINVAL')])).toBe('unknown no_control');
});

it('is absent where its feature is not offered, and unknown where it is and nobody tried', () => {
  expect(told([...ready()], STOCK)).toBe('absent not_in_kernel');
  expect(told([...ready()])).toBe('unknown not_observed');
  expect(told([...ready()], NEWER, { end: 'deadline' })).toBe('unknown deadline');
  expect(told(null)).toBe('unknown not_run');
});
