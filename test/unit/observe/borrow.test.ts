import { describe, expect, it } from 'vitest';
import type { Pool } from '../../../src/observe/observations.js';
import { decideBorrows, isFillable } from '../../../src/observe/plan/borrow.js';

const MIB = 1024 * 1024;

function pool(free: number | null, reserved: number | null = 0, more: Partial<Pool> = {}): Pool {
  const counts = { total: 64, free, reserved, surplus: 0, overcommit: 0 };
  return { pageBytes: 2 * MIB, ...counts, nodes: [], demote: null, demoteBytes: null, ...more };
}

const decide = (mode: 'none' | 'auto', sizes: number[], of: Pool) =>
  decideBorrows({ mode, sizes }, [of])[0]?.decision;

describe('a page that nobody asked for', () => {
  it.each([
    [3, 0, 'taken'], // two stay
    [2, 0, 'too_few_free'],
    [10, 8, 'too_few_free'], // reserved pages are somebody's
    [10, 7, 'taken'],
    [8, 8, 'none_free'],
    [0, 0, 'none_free'],
  ])('with %i free and %i reserved: %s', (free, reserved, decision) => {
    expect(decide('auto', [], pool(free, reserved))).toBe(decision);
  });

  it('is never taken from a pool whose counters can not be read', () => {
    expect(decide('auto', [], pool(null))).toBe('unknown_pool');
    expect(decide('auto', [2 * MIB], pool(5, null))).toBe('unknown_pool');
  });

  it('is at most 32 MiB', () => {
    expect(decide('auto', [], pool(64, 0, { pageBytes: 32 * MIB }))).toBe('taken');
    expect(decide('auto', [], pool(64, 0, { pageBytes: 64 * MIB }))).toBe('too_large');
    expect(decide('auto', [], pool(64, 0, { pageBytes: 1024 * MIB }))).toBe('too_large');
  });
});

describe('a page that was asked for', () => {
  it('may be the last one, of any size, whatever the mode', () => {
    expect(decide('none', [2 * MIB], pool(1))).toBe('taken');
    expect(decide('auto', [1024 * MIB], pool(1, 0, { pageBytes: 1024 * MIB }))).toBe('taken');
  });

  it('must be free and unreserved', () => {
    expect(decide('none', [2 * MIB], pool(4, 4))).toBe('none_free');
  });

  it('of another size lends none of this', () => {
    expect(decide('none', [1024 * MIB], pool(64))).toBe('declined');
  });
});

describe('a fill below the page, which a future kernel could answer with a page', () => {
  it.each([
    [3, 0, 0, true],
    [1, 0, 0, false], // the one that may be waited for
    [2, 0, 0, false],
    [0, 0, 0, true], // none to take
    [4, 4, 0, true],
    [0, 0, 2, false], // would be made of other memory
  ])('with %i free, %i reserved, %i overcommit: %s', (free, reserved, overcommit, fillable) => {
    expect(isFillable(pool(free, reserved, { overcommit }))).toBe(fillable);
  });

  it('is not tried on a pool that can not be read', () => {
    expect(isFillable(pool(null))).toBe(false);
  });
});
