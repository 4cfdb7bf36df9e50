/**
 * What a security module or an audited filter may write a line for, refused for real and counted by strace: twice a run
 * at the most, whatever is tried after it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/contract.js';
import { seen } from './commands.js';
import { type Answer, filtered, mounted, reportOf, row, type Setting, SHIPPED, whyNot } from './machine.js';

const missing = spawnSync('strace', ['-V']).status === 0 ? null : 'missing here: strace';
const why = whyNot() ?? missing;

/** A report, and how many of these calls the kernel or the filter was asked. */
function counting(setting: Setting, call: RegExp, command: readonly string[] = SHIPPED) {
  const folder = mkdtempSync(join(tmpdir(), 'hgm-layers-'));
  const log = join(folder, 'log');
  try {
    const traced = ['strace', '-f', '-qq', '-e', 'trace=userfaultfd,ioctl', '-o', log];
    const found: Report = reportOf([...traced, ...setting, ...command]);
    // A call of a child that is killed in it stands there as `unfinished`, and never as `resumed`.
    const made = readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => call.test(line) && !line.includes('resumed>'));
    return { found, made };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
const API = /ioctl\(\d+, UFFDIO_API[,)]/;
const CALL = /userfaultfd\(/;

const absent = (of: Report | null) =>
  (of?.capabilities ?? [])
    .filter(({ state }) => state === 'absent')
    .map(({ id, memory }) => `${id} ${memory}`);
const layers = (of: { evidence: string[] }) =>
  of.evidence
    .filter((line) => line.startsWith('layer '))
    .map((line) => line.split(' ').slice(1, 3).join(' '));

describe.skipIf(why !== null)(`calls that may be logged${why === null ? '' : ` (${why})`}`, () => {
  const { found: free, made: all } = why === null ? counting(['env'], API) : { found: null, made: [] };

  it('the control: where nothing refuses, each is made many times', () => {
    expect(all.length).toBeGreaterThan(20);
    expect(counting(['env'], CALL).made.length).toBeGreaterThan(20);
  });

  it.for<Answer>(['eperm', 'eacces', 'enosys', 'kill', 'hang'])(
    'UFFDIO_API that a filter answers with %s',
    (answer, { task }) => {
      const { found, made } = counting(filtered(answer, 'api'), API);
      expect(made.length).toBeGreaterThan(0);
      expect(made.length).toBeLessThanOrEqual(2);
      const feature = row(found, 'feature.sigbus');
      // The list of security modules decides whether it can be theirs.
      expect(['seccomp', 'unknown', undefined]).toContain(feature.gate);
      expect(layers(feature).map((line) => line.split(' ')[0])).toEqual(['seccomp', 'lsm']);
      expect(layers(feature)[0]).toMatch(/^seccomp (refuses|not_told)$/);
      expect(absent(found).filter((name) => !absent(free).includes(name))).toEqual([]);
      task.meta.situation = seen(`UFFDIO_API: ${answer}`, found, [], ['feature.sigbus']);
    },
  );

  it.for<Answer>(['eperm', 'eacces', 'enosys', 'kill'])(
    'userfaultfd(2) that a filter answers with %s',
    (answer, { task }) => {
      const { found, made } = counting(filtered(answer), CALL);
      expect(made.length).toBeGreaterThan(0);
      expect(made.length).toBeLessThanOrEqual(2);
      task.meta.situation = seen(`userfaultfd: ${answer}`, found);
    },
  );

  it('userfaultfd(2) that a supervisor never answers, without the device: the way hangs once', ({ task }) => {
    const without = mounted('mount -t tmpfs -o mode=755 none /dev; mknod -m 666 /dev/null c 1 3');
    const { found, made } = counting([...without, ...filtered('hang')], CALL);
    expect(made.length).toBeGreaterThan(0);
    expect(made.length).toBeLessThanOrEqual(2);
    expect(row(found, 'open.user_mode_only')).toMatchObject({ state: 'unknown', reason: 'deadline' });
    expect(found.capabilities.filter(({ reason }) => reason === 'not_run')).toEqual([]);
    task.meta.situation = seen('userfaultfd: hang, no device', found);
  });
});
