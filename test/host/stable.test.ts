import { expect, it } from 'vitest';
import { probe } from './machine.js';

/** What an inventory that stores differences is promised. */
const RUNS = 20;

it(`${RUNS} runs on an unchanged host write the same bytes`, () => {
  const texts = new Set<string>();
  for (let run = 0; run < RUNS; run++) {
    const { stdout, stderr, status } = probe(['--stable', '--no-latency']);
    expect([status, stderr]).toEqual([0, '']);
    texts.add(stdout);
  }
  // One with another makes a difference that can be read.
  const [first, second = first] = texts;
  expect(second).toBe(first);
}, 240_000);

it('a run that measures writes the same as one that does not', () => {
  expect(probe(['--stable']).stdout).toBe(probe(['--stable', '--no-latency']).stdout);
});
