/** What the host does with huge pages of shmem, set for real: whether a page that a handler writes stays alone. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { report, whyNot } from './machine.js';
import { wordIn } from './words.js';

const SETTING = '/sys/kernel/mm/transparent_hugepage/shmem_enabled';

/** 6.11, with base pages of 4 KiB. */
const PAIRS = '/sys/kernel/mm/transparent_hugepage/hugepages-8kB/shmem_enabled';

function chosen(path: string): string | null {
  try {
    return wordIn(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

const [before, pairs] = [chosen(SETTING), chosen(PAIRS)];
const missing = whyNot() ?? (before === null ? 'this kernel has no transparent huge pages of shmem' : null);
if (missing !== null) console.log(`thp: skipped: ${missing}`);

/** Under that setting: the row, the readiness of who writes through the file, and the way. */
function under(mode: string): string[] {
  writeFileSync(SETTING, mode);
  const { capabilities, profiles, ways } = report([]);
  const row = capabilities.find(({ id, memory }) => id === 'isolation.base' && memory === 'shmem');
  return [
    `${row?.state} ${row?.reason}`,
    String(profiles['cloud-hypervisor-postcopy-shared']?.state),
    String(ways.find(({ id }) => id === 'shmem-thp')?.aliasWrites),
  ];
}

describe.skipIf(missing !== null)('huge pages of shmem', () => {
  afterAll(() => writeFileSync(SETTING, String(before)));

  it('come with a page that is written through the file where they always come, and then serve nobody so', () => {
    const [row, readiness, writes] = under('always');
    expect([row, readiness, writes]).toEqual(['absent exposed', 'not_ready', 'exposed']);
  });

  it('come where they are asked for', () => {
    expect(under('advise').filter((_, at) => at !== 1)).toEqual([
      'limited exposed_if_advised',
      'exposed_if_advised',
    ]);
  });

  it.skipIf(pairs === null)('are seen where they are of two base pages alone', () => {
    writeFileSync(PAIRS, 'always');
    try {
      expect(under('never').filter((_, at) => at !== 1)).toEqual(['absent exposed', 'exposed']);
    } finally {
      writeFileSync(PAIRS, String(pairs));
    }
  });

  it('never come once the setting is what the row says: the page stays alone', () => {
    expect(under('never').filter((_, at) => at !== 1)).toEqual(['supported works', 'isolated']);
  });
});
