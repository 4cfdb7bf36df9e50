/** What the ways say of this host and its users, and what QEMU's own post-copy does for them. */
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  asUser,
  has,
  NOBODY,
  type Setting,
  SHIPPED,
  SYSCTL,
  start,
  whyNot as whyNoLayers,
} from './machine.js';
import { GUEST_MIB, makeGuest, migrate, WHOLE } from './migration.js';
import { setWords, THP } from './words.js';

const POOL = '/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages';

function whyNot(): string | null {
  if (!has('qemu-system-x86_64') || !has('as')) return 'needs qemu-system-x86_64 and as';
  return existsSync(POOL) ? whyNoLayers() : 'this kernel has no huge pages of 2M';
}
const why = whyNot();
if (why !== null) console.log(`migration: skipped: ${why}`);

/** What serves the guest's faults, the memory that it has, and whether a fault may bring a huge page. */
const MEMORIES = [
  { serves: 'copy:anonymous@4K', backend: 'memory-backend-ram', thp: 'never' },
  { serves: 'way:anonymous-thp', backend: 'memory-backend-ram', thp: 'always' },
  { serves: 'way:shmem-thp', backend: 'memory-backend-memfd', thp: 'always' },
  { serves: 'way:hugetlb-2M', backend: 'memory-backend-memfd,hugetlb=on,hugetlbsize=2M', thp: 'always' },
] as const;
/** Two guests, and one page for the tool. */
const PAGES = String(GUEST_MIB + 1);

const ROOT: Setting = [];
const USERS = [
  { user: 'root', setting: ROOT, as: [], sysctl: 0 },
  { user: 'nobody', setting: asUser(NOBODY), as: ['--as', 'nobody'], sysctl: 0 },
  { user: 'nobody, with the sysctl', setting: asUser(NOBODY), as: ['--as', 'nobody'], sysctl: 1 },
] as const;
const EACH = USERS.flatMap((one) => MEMORIES.map((memory) => ({ ...one, ...memory })));

describe.skipIf(why !== null)('a post-copy between two QEMUs', () => {
  let folder: string;
  let image: string;
  const seen: string[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hgm-migration-'));
    chmodSync(folder, 0o755);
    image = makeGuest(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(EACH)('of $user on $backend, THP $thp, does what the tool says', async (one) => {
    const { setting, as, sysctl, serves, backend, thp } = one;
    const own = mkdtempSync(join(folder, 'run-'));
    chmodSync(own, 0o777);
    const putBack = setWords([
      [POOL, PAGES],
      [SYSCTL, String(sysctl)],
      [`${THP}/enabled`, thp],
      [`${THP}/shmem_enabled`, thp],
    ]);
    try {
      const { status } = start([
        ...SHIPPED,
        'require',
        ...as,
        '--borrow',
        '2M',
        `profile:qemu-postcopy and ${serves}`,
      ]);
      const served = await migrate({ setting, image, folder: own, memory: backend });
      seen.push(served);
      expect([status, served]).toEqual(status === 0 ? [0, WHOLE] : [1, 'refused']);
    } finally {
      putBack();
    }
  });

  it('works somewhere, and is refused to somebody', () => {
    expect(new Set(seen)).toEqual(new Set([WHOLE, 'refused']));
  });
});
