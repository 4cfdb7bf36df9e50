/** What was seen of a page after it was served. */
import { expect, it } from 'vitest';
import { judge } from '../../../../src/document/index.js';
import type { Call, Experiment } from '../../../../src/observe/observations.js';
import { answering, having, look, no, ok, pick, ready, run, setup } from '../build.js';
import { STOCK } from '../stock.js';

function said(id: string, calls: Call[], more = {}, ...others: Experiment[]) {
  const of = having(STOCK, run('served', [...ready(), ...calls], { memory: 'shmem', ...more }), ...others);
  return judge(of).capabilities.find((row) => row.id === id && row.memory === 'shmem');
}

const told = (...args: Parameters<typeof said>): string => {
  const found = said(...args);
  return `${found?.state} ${found?.reason}`;
};

it.each([
  ['serve.zero_write', 'zero_write'],
  ['serve.alone', 'alone'],
  ['serve.dontwake', 'dontwake'],
])('%s is what was seen after the call', (id, step) => {
  expect(told(id, [ok(step), look(`${step}_effect`, { changed: 1 })])).toBe('supported works');
  expect(told(id, [ok(step), look(`${step}_effect`, { changed: 0 })])).toBe('absent no_effect');
  expect(told(id, [ok(step), no(`${step}_effect`, 'ETIMEDOUT', {}, 'look')])).toBe('unknown deadline');
  expect(told(id, [], { end: 'deadline' })).toBe('unknown deadline');
  // A refusal alone says nothing: ZEROPAGE and CONTINUE have rows of their own, with controls.
  expect(told(id, [no(step, 'EINVAL')])).toBe('unknown no_control');
});

it('says what went with it: neighbours of missing memory, and whether the thread waited on', () => {
  const around = look('around', { neighbour: 1 });
  expect(said('serve.alone', [around, ok('alone'), look('alone_effect', { changed: 1 })])?.evidence).toEqual([
    'test alone 0',
    'look alone_effect 0 changed=1',
    'look around 0 neighbour=1',
  ]);
  const waits = look('waits', { waiting: 0 });
  expect(
    said('serve.dontwake', [ok('dontwake'), waits, look('dontwake_effect', { changed: 0 })])?.evidence,
  ).toContain('look waits 0 waiting=0');
});

it('a kernel without minor faults has neither, and writes to zeroes all the same', () => {
  const refused = no('register', 'EINVAL', {}, 'setup');
  const calls = [ok('zero_write'), look('zero_write_effect', { changed: 1 }), refused];
  const older = answering(pick(STOCK, 'register', 'shmem'), no('minor', 'EINVAL'));
  for (const id of ['serve.alone', 'serve.dontwake'])
    expect(told(id, calls, {}, older)).toBe('absent no_register');
  expect(told('serve.zero_write', calls, {}, older)).toBe('supported works');
  // Refused here and taken by the experiment that asks for it: not known.
  expect(told('serve.alone', calls)).toBe('unknown refused');
  // MISSING is as old as userfaultfd, so a refusal of it is none of the mode.
  expect(told('serve.zero_write', [refused])).toBe('unknown register_einval');
  expect(told('serve.alone', [no('register', 'EPERM', {}, 'setup')])).toMatch(/^(?:unknown|not_permitted) /);
  expect(told('serve.alone', [setup('register_missing'), no('map', 'ENOMEM', {}, 'setup')])).toMatch(
    /^(?:unknown|no_resources) /,
  );
});

it('says nothing where it was not tried', () => {
  const found = judge(STOCK).capabilities.filter(({ id }) => id.startsWith('serve.'));
  expect(found.map(({ state, reason }) => `${state} ${reason}`)).toEqual(Array(4).fill('unknown not_run'));
});
