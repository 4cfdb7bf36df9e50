import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planRun } from '../../../src/observe/plan/plan.js';
import { requestText } from '../../../src/observe/program/request.js';
import { DamagedOutput, readResults } from '../../../src/observe/program/results.js';

const CALL = {
  step: 'open',
  role: 'test',
  call: 'openat',
  args: { flags: '0x2' },
  ret: -1,
  errno: 13,
  out: {},
};
const SERIES = {
  id: 'memcpy',
  granuleBytes: 4096,
  units: 1,
  threads: 1,
  firstNs: 12,
  ns: [1, 2],
  counts: [3, 4],
  batchedNs: 1.5,
  batchedCalls: 7,
  cpu: 0,
  node: null,
  interrupts: null,
  migrations: 0,
  voluntarySwitches: 0,
  involuntarySwitches: 0,
  minorFaults: 0,
  ended: 'full',
};
const SLOT = { slot: 0, end: 'done', signal: 0, calls: [CALL], series: [SERIES] };
const HELLO = { experiments: 1, differs: [] };
const STOP = { stopped: 'nothing', step: 'none', errno: 0 };

const lines = (...all: unknown[]): string => all.map((line) => `${JSON.stringify(line)}\n`).join('');

describe('what the program of the experiments wrote', () => {
  it('comes as it is', () => {
    const { results, differs, stopped } = readResults(lines(HELLO, SLOT, STOP), 2);
    expect(results).toEqual([{ end: 'done', signal: 0, calls: [CALL], series: [SERIES] }, undefined]);
    expect(differs).toEqual([]);
    expect(stopped).toEqual({ by: 'nothing', step: 'none', errno: 0 });
  });

  it('without its last line was cut off: the program was lost', () => {
    expect(readResults(lines(HELLO, SLOT), 1).stopped).toBeNull();
    expect(readResults(`${lines(HELLO)}{"slot":0,"end":"do`, 1).results).toEqual([undefined]);
    expect(readResults('', 1).stopped).toBeNull();
  });

  it.each([
    ['a slot beyond the plan', { ...SLOT, slot: 1 }],
    ['a slot that is no number', { ...SLOT, slot: '0' }],
    ['a slot below the first', { ...SLOT, slot: -1 }],
    ['an end that is none', { ...SLOT, end: 'well' }],
    ['a signal that is none', { ...SLOT, signal: 65 }],
    ['more calls than an experiment can make', { ...SLOT, calls: new Array(321).fill(CALL) }],
    ['calls that are no list', { ...SLOT, calls: { length: 1 } }],
    ['a call that is none', { ...SLOT, calls: [null] }],
    ['a name that is too long', { ...SLOT, calls: [{ ...CALL, step: 'x'.repeat(65) }] }],
    ['a name that paints a terminal', { ...SLOT, calls: [{ ...CALL, call: '\u001b[2J' }] }],
    ['a field that is an object', { ...SLOT, calls: [{ ...CALL, out: { mode: {} } }] }],
    [
      'more fields than there is room for',
      { ...SLOT, calls: [{ ...CALL, out: { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1 } }] },
    ],
    ['half a number', { ...SLOT, calls: [{ ...CALL, ret: 0.5 }] }],
    ['an errno that is none', { ...SLOT, calls: [{ ...CALL, errno: 4096 }] }],
    ['a role that is none', { ...SLOT, calls: [{ ...CALL, role: 'boss' }] }],
    ['a distribution of two lengths', { ...SLOT, series: [{ ...SERIES, counts: [1] }] }],
    ['a negative time', { ...SLOT, series: [{ ...SERIES, ns: [-1, 2] }] }],
    ['a count that is text', { ...SLOT, series: [{ ...SERIES, counts: ['3', 4] }] }],
    ['a reason that is none', { stopped: 'tired', step: 'none', errno: 0 }],
    ['no object', 7],
  ])('is damaged by %s, and nothing of it is believed', (_, line) => {
    expect(() => readResults(lines(HELLO, line), 1)).toThrow(DamagedOutput);
  });

  it('has each experiment once', () => {
    expect(() => readResults(lines(SLOT, SLOT), 1)).toThrow(DamagedOutput);
  });

  it('is read to its end or refused, whatever a stranger made of it', () => {
    const whole = lines(HELLO, SLOT, STOP);
    const change = fc.record({
      at: fc.nat(whole.length),
      cut: fc.nat(40),
      put: fc.string({ maxLength: 12 }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
        const text = changes.reduce(
          (now, { at, cut, put }) => now.slice(0, at) + put + now.slice(at + cut),
          whole,
        );
        try {
          const { results } = readResults(text, 1);
          expect(results).toHaveLength(1);
        } catch (error) {
          expect(error).toBeInstanceOf(DamagedOutput);
        }
      }),
      { seed: 1, numRuns: 5_000 },
    );
  });
});

describe('what the program is asked', () => {
  const plans = planRun({
    pools: [],
    borrows: [],
    quiet: true,
    quietFaults: false,
    thpBytes: 2 ** 21,
    latency: true,
  }).map(({ native }) => native);

  it('has a line for each plan, in order', () => {
    const text = requestText(plans, null).trimEnd().split('\n');
    expect(text).toHaveLength(plans.length);
    for (const [at, line] of text.entries())
      expect(line).toMatch(
        new RegExp(`^plan experiment=${plans[at]?.experiment.replace('.', '\\.')}( \\w+=-?\\d+)*$`),
      );
  });

  it('names the descriptors of a place by the numbers that they have there', () => {
    const who = {
      uids: [1, 2, 3] as [number, number, number],
      gids: [4, 5, 6] as [number, number, number],
      groups: [7, 8],
      keepGroups: true,
      process: 21,
      namespaces: 0x20000,
      root: -1,
      permitted: 2n ** 63n,
      effective: 0n,
      noNewPrivs: false,
    };
    expect(requestText([], who)).toBe('identity 1 2 3 4 5 6 1 3 -1 131072 9223372036854775808 0 0 7 8\n');
  });
});
