import { expect, it } from 'vitest';
import { grain } from '../../../../src/judge/timings/clock.js';

it.each([
  ['steps of 10 ns, rounded', [20, 30, 21, 20, 31, 40], 10],
  ['steps of 41.67 ns, as a clock of 24 MHz', [41, 42, 83, 84, 125], 42],
  ['a nanosecond, without a gap', [18, 19, 20, 21, 22, 60], 1],
  ['one step: no coarser than that', [20, 20, 20], 20],
  ['one step, rounded', [20, 21], 20],
  ['a reading that repeats itself', [0, 0, 4000, 0], 4000],
  ['a clock that stands still', [0, 0], null],
  ['nothing', [], null],
])('%s', (_, differences, expected) => {
  const distinct = [...new Set<number>(differences)].sort((a, b) => a - b);
  expect(grain(distinct)).toBe(expected);
});
