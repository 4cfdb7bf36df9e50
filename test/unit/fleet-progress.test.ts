import { describe, expect, it } from 'vitest';
import { stepLine } from '../../src/cli/fleet.js';

describe('how far the reading of a fleet is', () => {
  const files = { title: 'files', done: 1_000, of: 4_000 };

  it('has the time that the rest will take as it went so far', () => {
    expect(stepLine(files, 0, 2_000)).toBe('1000 of 4000 files, about 6 s left');
    expect(stepLine({ ...files, done: 0 }, 0, 2_000)).toBe('0 of 4000 files');
    expect(stepLine({ ...files, done: 4_000 }, 0, 2_000)).toBe('4000 of 4000 files');
  });

  it('counts the part of a long file that DuckDB has read', () => {
    expect(stepLine({ title: 'files', done: 0, of: 1 }, 25.6, 1_000)).toBe(
      '0 of 1 files (25 %), about 3 s left',
    );
    expect(stepLine({ title: 'the newest of each host', done: 0, of: 0 }, 50, 1_000)).toBe(
      'the newest of each host (50 %), about 1 s left',
    );
    expect(stepLine({ title: 'files', done: 0, of: 0 }, 0, 1_000)).toBe('files');
  });
});
