/** The control of the double itself: playing the host's own kernel, it must answer as that does. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/contract.js';
import { build, play, row, whyNot } from './run-double.js';

const RUN = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** Free pages of the host, so that both runs may borrow the same. */
function free(kib: number): number {
  try {
    return Number(readFileSync(`/sys/kernel/mm/hugepages/hugepages-${kib}kB/free_hugepages`, 'utf8'));
  } catch {
    return 0;
  }
}

function host(): Report {
  const { stdout } = spawnSync(process.execPath, [RUN, '--json'], { encoding: 'utf8', maxBuffer: 1 << 26 });
  return JSON.parse(stdout) as Report;
}

const why = whyNot();

describe.skipIf(why !== null)('stock', () => {
  beforeAll(build, 120_000);

  it('answers every call as the host does, row by row and with the same evidence', () => {
    const real = host();
    const { report } = play('stock', { pools: { '2M': free(2048), '1G': free(1048576) } });
    expect(report.hgm).toEqual(real.hgm);
    expect(report.userfaultfd).toEqual(real.userfaultfd);
    expect(report.settings).toEqual(real.settings);
    expect(report.ranAs).toEqual(real.ranAs);
    expect(report.host).toEqual(real.host);
    const rows = real.capabilities.filter(({ memory }) =>
      /^(anonymous|shmem|hugetlb-(2M|1G))$/.test(memory ?? 'shmem'),
    );
    expect(rows.length).toBeGreaterThan(50);
    // The double always has a pool of 1G pages, so that row has another count of pools where the host has none.
    for (const theirs of rows.filter(({ id }) => id !== 'hgm.file'))
      expect(row(report, theirs.id, theirs.memory)).toEqual(theirs);
  });

  it('6.1 refuses what 6.1 did not have', () => {
    const { report } = play('stock-6.1', { flags: ['--no-latency'] });
    expect(report.hgm).toMatchObject({ state: 'absent', reason: 'refused' });
    expect(report.userfaultfd.features).toBe('0x1fff');
    expect(row(report, 'register.minor', 'hugetlb-2M').evidence.join()).toContain('ioctls=0x8c');
    for (const id of ['poison.base', 'move.base']) expect(row(report, id, 'anonymous').state).toBe('absent');
  });
});
