/** What a thread met that waited for a page which nobody will serve. */
import { expect, it } from 'vitest';
import { judge } from '../../../../src/document/index.js';
import type { Call } from '../../../../src/observe/observations.js';
import { having, look, no, ok, ready, run } from '../build.js';
import { STOCK } from '../stock.js';

function said(id: string, calls: Call[], more = {}) {
  const of = having(STOCK, run('waits', [...ready(), ...calls], { memory: 'shmem', ...more }));
  return judge(of).capabilities.find((row) => row.id === id && row.memory === 'shmem');
}

const told = (id: string, calls: Call[], more = {}): string => {
  const found = said(id, calls, more);
  return `${found?.state} ${found?.reason}`;
};

it.each([
  ['wait.closed', 'closed'],
  ['wait.unmapped', 'unmapped'],
])('%s is what the thread met', (id, step) => {
  expect(told(id, [ok(step), look(`${step}_effect`, { changed: 1 })])).toBe('supported works');
  expect(told(id, [ok(step), look(`${step}_effect`, { changed: 0 })])).toBe('absent no_effect');
  expect(told(id, [ok(step), no(`${step}_effect`, 'ETIMEDOUT', {}, 'look')])).toBe('unknown deadline');
  expect(told(id, [no('fault', 'ETIMEDOUT', {}, 'look')])).toBe('unknown deadline');
  expect(told(id, [], { end: 'deadline' })).toBe('unknown deadline');
});

it('wait.unmapped says whether munmap woke the thread', () => {
  const calls = [look('waits', { waiting: 1 }), ok('unmapped'), look('unmapped_effect', { changed: 1 })];
  expect(said('wait.unmapped', calls)?.evidence).toEqual([
    'test unmapped 0',
    'look unmapped_effect 0 changed=1',
    'look waits 0 waiting=1',
  ]);
  expect(said('wait.closed', [ok('closed'), look('closed_effect', { changed: 1 })])?.evidence).toHaveLength(
    2,
  );
});

it('says nothing where it was not tried', () => {
  const found = judge(STOCK).capabilities.filter(({ id }) => id.startsWith('wait.'));
  expect(found.map(({ state, reason }) => `${state} ${reason}`)).toEqual(Array(4).fill('unknown not_run'));
});
