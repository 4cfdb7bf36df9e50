/** Users of consumers, made for the test: what a run as root says of each without being asked. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  asUser,
  filtered,
  NOBODY,
  ownDev,
  report,
  run,
  type Setting,
  start,
  whyNot,
  withSysctl,
} from './machine.js';

/** Whoever has one of them on this machine keeps it: then nothing is tested. */
const NAMES = ['libvirt-qemu', 'firecracker'];
const has = (name: string): boolean => start(['getent', 'passwd', name]).status === 0;
const why = whyNot() ?? (NAMES.some(has) ? 'this machine has such users' : null);

/** The device is the user's own, in a /dev that only the run sees. */
const opened = ownDev('mknod -m 600 /dev/userfaultfd c 10 $minor; chown libvirt-qemu /dev/userfaultfd');

describe.skipIf(why !== null)(`users of consumers${why === null ? '' : ` (${why})`}`, () => {
  beforeAll(() => {
    for (const name of NAMES)
      expect(start(['useradd', '-r', '-M', '-s', '/usr/sbin/nologin', name]).status).toBe(0);
  });
  afterAll(() => {
    for (const name of NAMES) start(['userdel', name]);
  });

  it('are told of by name, for the profiles of their consumer, as --as tells of them', () => {
    withSysctl(0, () => {
      const { users, profiles } = report(['env']);
      expect(users?.map(({ name }) => name).sort()).toEqual([...NAMES].sort());
      // Restricted where the pool has no page at that moment.
      expect(profiles['qemu-postcopy']?.state).toMatch(/^(ready|restricted)$/);
      for (const { name, profiles: own } of users ?? []) {
        const asked = report(['env'], ['--as', name]);
        expect('users' in asked).toBe(false);
        for (const [profile, verdict] of Object.entries(own)) {
          const { missing: _, ...same } = asked.profiles[profile] as { missing?: unknown };
          expect([name, profile, verdict]).toEqual([name, profile, same]);
        }
      }
      expect(users?.find(({ name }) => name === 'libvirt-qemu')?.profiles['qemu-postcopy']).toMatchObject({
        state: 'not_ready',
        reason: 'kernel_faults not permitted (mode of /dev/userfaultfd)',
      });
    });
  });

  it('are ready, but for what they lose, where the device is opened to them', () => {
    const seen = withSysctl(0, () => report(opened));
    const [qemu] = seen.users?.filter(({ name }) => name === 'libvirt-qemu') ?? [];
    expect(qemu?.profiles['qemu-postcopy']).toMatchObject({
      state: 'restricted',
      reason: expect.stringMatching(/(^|; )not for QEMU before 8\.0: open\.syscall not permitted/),
    });
  });

  it('are in the table in a line each', () => {
    const { stdout } = run(['env'], ['--no-latency']);
    expect(stdout).toMatch(
      /^ {2}as libvirt-qemu +qemu-background-snapshot, qemu-fast-snapshot-load, qemu-postcopy /m,
    );
    expect(stdout).toMatch(/^ {2}as firecracker +firecracker-restore /m);
    expect(stdout).toMatch(/^Ready for, as root$/m);
  });

  it.each<readonly [string, Setting, string]>([
    ['without the right to become them', ['setpriv', '--bounding-set=-all,+sys_ptrace'], 'CAP_SETUID'],
    ['under a filter', filtered('enosys'), 'a seccomp filter holds here'],
  ])('are not known %s, and root is told all the same', (_, setting, reason) => {
    const { users, ranAs } = report(setting);
    expect(ranAs.euid).toBe(0);
    for (const user of users ?? [])
      for (const verdict of Object.values(user.profiles))
        expect(verdict).toMatchObject({ state: 'unknown', reason: expect.stringContaining(reason) });
    expect(users).toHaveLength(NAMES.length);
  });

  it('are nothing to a run that is not root, and take no page, measure nothing and are in the recording', () => {
    expect('users' in report(asUser(NOBODY))).toBe(false);
    const file = join(mkdtempSync(join(tmpdir(), 'hgm-probe-layers-')), 'recording.json');
    const own = report(['env'], ['--record', file]);
    const recording = JSON.parse(readFileSync(file, 'utf8'));
    expect(recording.users.map(({ name }: { name: string }) => name).sort()).toEqual([...NAMES].sort());
    for (const { experiments } of recording.users) {
      expect(experiments.flatMap(({ series }: { series: unknown[] }) => series)).toEqual([]);
      expect(experiments.some(({ id }: { id: string }) => id.startsWith('hgm'))).toBe(false);
    }
    const again = JSON.parse(run(['env'], ['judge', file, '--json']).stdout);
    expect(again.users).toEqual(own.users);
    rmSync(dirname(file), { recursive: true });
  });
});
