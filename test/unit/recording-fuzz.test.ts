/** A recording with one value of another type, at places drawn from fixed seeds: refused with its place, or judged. */
import { expect, it } from 'vitest';
import { judge } from '../../src/document/index.js';
import { InputError } from '../../src/input/error.js';
import { parseRecording } from '../../src/recording/read.js';
import { table } from '../../src/reporters/table.js';
import { STOCK } from './judge/stock.js';

const SEEDS = Array.from({ length: 24 }, (_, index) => index * 7919 + 1);
const CHANGES_PER_SEED = 25;
const WRONG = [null, true, -1, 0.5, 1e308, '', 'wrong', '0x', '0xzz', [], {}, [[]], { a: 1 }, undefined];
const TEXT = JSON.stringify(STOCK);

/** mulberry32: the same numbers for the same seed, everywhere. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Tree = Record<string, unknown>;

/** Walks down a random way and puts a wrong value where it stops; returns the key of the last step. */
function spoil(root: Tree, draw: (below: number) => number): string {
  let at = root;
  for (;;) {
    const keys = Object.keys(at);
    const key = String(keys[draw(keys.length)]);
    const next = at[key];
    const inner = typeof next === 'object' && next !== null && Object.keys(next).length > 0;
    if (inner && draw(8) > 0) {
      at = next as Tree;
      continue;
    }
    at[key] = WRONG[draw(WRONG.length)];
    return key;
  }
}

it.each(SEEDS)('seed %i', (seed) => {
  const draw = random(seed);
  for (let change = 0; change < CHANGES_PER_SEED; change++) {
    const copy = JSON.parse(TEXT);
    const key = spoil(copy, draw);
    try {
      const report = judge(parseRecording(JSON.stringify(copy)).observations);
      expect(table(report, { width: 100, colour: false })).toContain('HGM');
    } catch (error) {
      if (!(error instanceof InputError)) throw new Error(`at ${key}`, { cause: error });
      const place = /^\d+$/.test(key) ? `[${key}]` : key;
      expect(error.message).toMatch(/^[A-Za-z]\w*[^:]*: (missing|expected .+, found .+)$/);
      expect(error.message).toContain(place);
    }
  }
});
