import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPools } from '../../../src/observe/files/memory/pools.js';
import { type Files, tree } from './tree.js';

const POOLS = '/sys/kernel/mm/hugepages';
const NODES = '/sys/devices/system/node';
const MEMINFO = `MemTotal:       16384 kB
HugePages_Total:      16
HugePages_Free:       12
HugePages_Rsvd:        3
HugePages_Surp:        1
Hugepagesize:       2048 kB
Hugetlb:           32768 kB
`;

/** Distinct counters, so that none can stand for another. */
function pool(kib: number, first = 10, extra: Files = {}): Files {
  const path = `${POOLS}/hugepages-${kib}kB`;
  return {
    [`${path}/nr_hugepages`]: `${first}\n`,
    [`${path}/free_hugepages`]: `${first + 1}\n`,
    [`${path}/resv_hugepages`]: `${first + 2}\n`,
    [`${path}/surplus_hugepages`]: `${first + 3}\n`,
    [`${path}/nr_overcommit_hugepages`]: `${first + 4}\n`,
    [`${path}/nr_hugepages_mempolicy`]: '999\n',
    ...extra,
  };
}

function node(number: number, kib: number, first: number): Files {
  const path = `${NODES}/node${number}/hugepages/hugepages-${kib}kB`;
  return {
    [`${path}/nr_hugepages`]: `${first}\n`,
    [`${path}/free_hugepages`]: `${first + 1}\n`,
    [`${path}/surplus_hugepages`]: `${first + 2}\n`,
  };
}

describe('readPools', () => {
  it('reads each counter of each size, whole and per node', () => {
    const root = tree({ ...pool(2048), ...node(10, 2048, 200), ...node(2, 2048, 100), ...pool(1048576, 50) });
    expect(readPools(root)[0]).toEqual({
      pageBytes: 2 << 20,
      total: 10,
      free: 11,
      reserved: 12,
      surplus: 13,
      overcommit: 14,
      nodes: [
        { node: 2, total: 100, free: 101, surplus: 102 },
        { node: 10, total: 200, free: 201, surplus: 202 },
      ],
      demote: false,
      demoteBytes: null,
    });
    expect(readPools(root)[1]).toMatchObject({ pageBytes: 1 << 30, total: 50, nodes: [] });
  });

  it('takes the sizes that the host has, ascending, whatever they are', () => {
    const sizes = [16777216, 64, 32768, 524288, 2048];
    const root = tree(Object.assign({}, ...sizes.map((kib) => pool(kib))));
    expect(readPools(root).map(({ pageBytes }) => pageBytes / 1024)).toEqual([
      64, 2048, 32768, 524288, 16777216,
    ]);
  });

  it('takes no other directory for a size', () => {
    const root = tree({
      ...pool(2048),
      [`${POOLS}/hgm`]: '1',
      [`${POOLS}/hugepages-0kB/x`]: '',
      [`${POOLS}/hugepages-1e3kB/x`]: '',
      [`${POOLS}/hugepages-99999999999999999999kB/x`]: '',
      [`${NODES}/online`]: '0',
    });
    expect(readPools(root).map(({ pageBytes }) => pageBytes)).toEqual([2 << 20]);
  });

  it('sees where demote stands: stock, and with the series', () => {
    const [small, big] = [`${POOLS}/hugepages-2048kB/demote`, `${POOLS}/hugepages-1048576kB/demote`];
    const demotes = (extra: Files) =>
      readPools(tree({ ...pool(2048), ...pool(1048576), ...extra })).map((p) => p.demote);
    expect(demotes({ [big]: '' })).toEqual([false, true]);
    expect(demotes({ [small]: '' })).toEqual([true, false]);
    expect(demotes({ [`${POOLS}/hugepages-1048576kB/demote_size`]: '' })).toEqual([false, false]);
  });

  it('says what a page is cut into, where it can be', () => {
    const cut = (text: string) =>
      readPools(tree({ [`${POOLS}/hugepages-1048576kB/demote_size`]: text }))[0]?.demoteBytes;
    expect(cut('2048kB\n')).toBe(2 << 20);
    expect([cut('0kB\n'), cut('2M\n'), cut('')]).toEqual([null, null, null]);
    expect(readPools(tree(pool(2048)))[0]?.demoteBytes).toBeNull();
  });

  it('has null for a counter that is missing or no number', () => {
    const bad = { [`${POOLS}/hugepages-2048kB/free_hugepages`]: '\x1b[2J' };
    expect(readPools(tree({ ...pool(2048), ...bad }))[0]).toMatchObject({ total: 10, free: null });
    expect(readPools(tree({ [`${POOLS}/hugepages-64kB/x`]: '' }))[0]).toMatchObject({
      total: null,
      demote: false,
      demoteBytes: null,
    });
  });

  it('falls back to /proc without /sys, and then knows nothing of demote', () => {
    const root = tree({ '/proc/meminfo': MEMINFO, '/proc/sys/vm/nr_overcommit_hugepages': '5\n' });
    const expected = {
      pageBytes: 2 << 20,
      total: 16,
      free: 12,
      reserved: 3,
      surplus: 1,
      overcommit: 5,
      nodes: [],
      demote: null,
      demoteBytes: null,
    };
    expect(readPools(root)).toEqual([expected]);
    mkdirSync(join(root, POOLS), { recursive: true });
    expect(readPools(root)).toEqual([expected]);
  });

  it('is empty on a kernel without huge pages', () => {
    expect(readPools(tree())).toEqual([]);
    expect(readPools(tree({ '/proc/meminfo': 'MemTotal: 1 kB\n' }))).toEqual([]);
    expect(readPools(tree({ '/proc/meminfo': 'Hugepagesize:       0 kB\n' }))).toEqual([]);
  });
});
