/** Lines of the kernel's tests, held against cells. */
import { describe, expect, it } from 'vitest';
import { compare } from './compare.js';
import { parseLines } from './lines.js';

const cells = (states: Record<string, string>) =>
  Object.entries(states).map(([name, state]) => {
    const [id, memory = null] = name.split(' ');
    return { id, memory, state };
  });

const MOVES = { 'feature.move': 'supported', 'move.base anonymous': 'supported' };
const told = (text: string, states: Record<string, string>): string[] =>
  compare(text, cells(states)).contradictions;

describe('the lines', () => {
  it('of 6.12 are read', () => {
    expect(
      parseLines(
        [
          'Testing UFFDIO_API (with syscall)... done',
          'Testing move on anon... skipped [reason: feature missing]',
          'Testing poison on hugetlb-private... failed [reason: no (really)]',
          'Userfaults unit tests: pass=36, skip=30, fail=0 (total=66)',
        ].join('\n'),
      ),
    ).toEqual([
      { title: 'UFFDIO_API (with syscall)', outcome: 'done', reason: '' },
      { title: 'move on anon', outcome: 'skipped', reason: 'feature missing' },
      { title: 'poison on hugetlb-private', outcome: 'failed', reason: 'no (really)' },
    ]);
  });

  it('of 7.3 are read', () => {
    expect(
      parseLines(
        [
          '1..114',
          'ok 2 UFFDIO_API (with /dev/userfaultfd)',
          'ok 26 # SKIP wp-fork-pin on anon (Possibly CONFIG_GUP_TEST missing or unprivileged)',
          'not ok 27 poison on anon',
          'ok 3 # SKIP UFFDIO_API (with /dev/userfaultfd) (cannot open)',
          '# Totals: pass:57 fail:0',
        ].join('\n'),
      ),
    ).toEqual([
      { title: 'UFFDIO_API (with /dev/userfaultfd)', outcome: 'done', reason: '' },
      {
        title: 'wp-fork-pin on anon',
        outcome: 'skipped',
        reason: 'Possibly CONFIG_GUP_TEST missing or unprivileged',
      },
      { title: 'poison on anon', outcome: 'failed', reason: '' },
      { title: 'UFFDIO_API (with /dev/userfaultfd)', outcome: 'skipped', reason: 'cannot open' },
    ]);
  });
});

describe('a test', () => {
  it('that fails on memory that the report has no rows of contradicts nothing', () => {
    const wp = { 'feature.pagefault_flag_wp': 'supported', 'feature.wp_hugetlbfs_shmem': 'supported' };
    expect(told('not ok 1 wp-fork on hugetlb-private', wp)).toEqual([]);
  });

  it('that is done contradicts a cell that is not supported, or not there', () => {
    const line = 'Testing move on anon... done';
    expect(told(line, MOVES)).toEqual([]);
    expect(told(line, { ...MOVES, 'move.base anonymous': 'unknown' })).toEqual([
      'move on anon: done, but move.base anonymous is unknown',
    ]);
    expect(told(line, { 'feature.move': 'supported' })).toEqual([
      'move on anon: done, but move.base anonymous is not in the report',
    ]);
  });

  it('that is done where the call is refused contradicts a cell that says it works', () => {
    const line = 'ok 1 zeropage on hugetlb';
    expect(told(line, { 'zeropage.huge hugetlb-2M': 'absent' })).toEqual([]);
    expect(told(line, { 'zeropage.huge hugetlb-2M': 'supported' })).toHaveLength(1);
  });

  it('that fails contradicts cells that are all supported', () => {
    expect(told('not ok 1 move on anon', MOVES)).toEqual([
      'move on anon: failed, but all that it shows is supported',
    ]);
    expect(told('not ok 1 move on anon', { ...MOVES, 'move.base anonymous': 'absent' })).toEqual([]);
  });

  it('that lacks a feature contradicts a report that has all it needs; another skip says nothing', () => {
    const lacks = 'Testing move on anon... skipped [reason: feature missing]';
    expect(told(lacks, MOVES)).toEqual([
      'move on anon: skipped (feature missing), but all that it needs is supported',
    ]);
    expect(told(lacks, { 'feature.move': 'absent' })).toEqual([]);
    expect(told('Testing move on anon... skipped [reason: memory allocation failed]', MOVES)).toEqual([]);
  });

  it('of private mappings speaks of the features alone', () => {
    expect(told('ok 1 poison on shmem-private', { 'feature.poison': 'supported' })).toEqual([]);
    expect(told('ok 1 poison on shmem-private', { 'feature.poison': 'absent' })).toHaveLength(1);
  });

  it('that nobody put into the table is a contradiction, too', () => {
    for (const title of ['teleport on anon', 'UFFDIO_API (with magic)'])
      expect(told(`ok 1 ${title}`, {})).toEqual([`${title}: the table does not know this test`]);
  });
});
