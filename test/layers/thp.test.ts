/** What the host does with huge pages of shmem, set for real: whether a page that a handler writes stays alone. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { report, whyNot } from './machine.js';
import { THP, withWord } from './words.js';

const SHMEM = `${THP}/shmem_enabled`;
/** 6.11, with base pages of 4 KiB. */
const PAIRS = `${THP}/hugepages-8kB/shmem_enabled`;

const missing = whyNot() ?? (existsSync(SHMEM) ? null : 'this kernel has no transparent huge pages of shmem');
if (missing !== null) console.log(`thp: skipped: ${missing}`);

type Set = readonly (readonly [path: string, word: string])[];

/** Under these settings: the row, what it is to who writes through the file, and the way. */
function under(set: Set) {
  const { capabilities, profiles, ways } = withWord(set, () => report([]));
  const row = capabilities.find(({ id, memory }) => id === 'isolation.base' && memory === 'shmem');
  return {
    row: `${row?.state} ${row?.reason}`,
    lacks: profiles['cloud-hypervisor-postcopy-shared']?.missing?.includes('isolation.base:shmem'),
    aliasWrites: ways.find(({ id }) => id === 'shmem-thp')?.aliasWrites,
  };
}

describe.skipIf(missing !== null)('huge pages of shmem', () => {
  it('come with a page that is written through the file where they always come, and then serve nobody so', () => {
    expect(under([[SHMEM, 'always']])).toEqual({
      row: 'absent exposed',
      lacks: true,
      aliasWrites: 'exposed',
    });
  });

  it('come where they are asked for', () => {
    expect(under([[SHMEM, 'advise']])).toMatchObject({
      row: 'limited exposed_if_advised',
      aliasWrites: 'exposed_if_advised',
    });
  });

  it.skipIf(!existsSync(PAIRS))('are seen where they are of two base pages alone', () => {
    const pairs: Set = [
      [SHMEM, 'never'],
      [PAIRS, 'always'],
    ];
    expect(under(pairs)).toMatchObject({ row: 'absent exposed', aliasWrites: 'exposed' });
  });

  it('are seen to come back by the page itself too, where a fault brings them as well', () => {
    for (const word of ['never', 'always']) {
      const { capabilities } = withWord([[SHMEM, word]], () => report([]));
      const rows = capabilities.filter(({ id }) => id === 'regain.huge');
      expect(rows.map(({ state }) => state)).toEqual(['supported', 'supported']);
      for (const { evidence } of rows) expect(evidence.at(-1)).toMatch(/_flags 0 huge=1$/);
    }
  });

  it('never come once the setting is what the row says: the page stays alone', () => {
    const { row, lacks, aliasWrites } = under([[SHMEM, 'never']]);
    expect([row, aliasWrites]).toEqual(['supported works', 'isolated']);
    expect(lacks).toBe(false);
  });
});
