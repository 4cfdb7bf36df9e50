/** Limits of huge pages, set for real: a pool of this machine, and a hugetlb cgroup of a mount of the test's own. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/contract.js';
import { run, type Setting } from './machine.js';
import { withWord } from './words.js';

const POOL = '/sys/kernel/mm/hugepages/hugepages-2048kB';
const PAGES = 8;

function whyNot(): string | null {
  if (process.geteuid?.() !== 0) return 'setting limits needs root';
  if (!existsSync(POOL)) return 'this machine has no 2M pages';
  const hierarchy = /^hugetlb\t(\d+)\t\d+\t1$/m.exec(readFileSync('/proc/cgroups', 'utf8'))?.[1];
  if (hierarchy === undefined) return 'this kernel has no hugetlb cgroup';
  return hierarchy === '0' ? null : 'a hierarchy of version 1 has the hugetlb controller';
}
const why = whyNot();

const withPool = <T>(pages: number, overcommit: number, body: () => T): T =>
  withWord(
    [
      [`${POOL}/nr_overcommit_hugepages`, String(overcommit)],
      [`${POOL}/nr_hugepages`, String(pages)],
    ],
    body,
  );

/** A process that was killed is in its cgroup until the kernel has taken it apart. */
function leave(group: string): void {
  for (let left = 20; ; left--) {
    try {
      rmdirSync(group);
      return;
    } catch (error) {
      if (left === 0) throw error;
      spawnSync('sleep', ['0.1']);
    }
  }
}

/** A cgroup of version 2 with these limits, gone when the body is done; `setting` starts a command in it. */
function withCgroup<T>(limits: Record<string, string>, body: (setting: Setting) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'hgm-probe-cgroup-'));
  const mount = spawnSync('mount', ['-t', 'cgroup2', 'none', root]);
  if (mount.status !== 0) throw new Error(String(mount.stderr));
  const control = join(root, 'cgroup.subtree_control');
  const had = readFileSync(control, 'utf8').includes('hugetlb');
  const group = join(root, `hgm-probe-${process.pid}`);
  try {
    if (!had) writeFileSync(control, '+hugetlb');
    mkdirSync(group);
    for (const [file, value] of Object.entries(limits)) writeFileSync(join(group, file), value);
    return body(['sh', '-c', `echo $$ > ${group}/cgroup.procs; exec "$@"`, 'sh']);
  } finally {
    try {
      leave(group);
      if (!had) writeFileSync(control, '-hugetlb');
    } finally {
      spawnSync('umount', [root]);
      rmdirSync(root);
    }
  }
}

function probe(setting: Setting, ...flags: string[]): Report {
  const { status, stderr, stdout } = run(setting, ['--json', '--no-latency', ...flags]);
  if (status !== 0 || stderr !== '') throw new Error(`exit ${status}: ${stderr}`);
  return JSON.parse(stdout) as Report;
}
const cell = (of: Report, id: string): string | undefined => of.matrix[id]?.['hugetlb-2M'];
const entry = (of: Report) => of.ledger.find(({ pageBytes }) => pageBytes === 2 ** 21);
const asked = (setting: Setting, ...of: string[]): number | null => run(setting, ['require', ...of]).status;

describe.skipIf(why !== null)(`limits of huge pages${why === null ? '' : ` (${why})`}`, () => {
  it.each([
    ['hugetlb.2MB.max', 'hugetlb_cgroup'],
    ['hugetlb.2MB.rsvd.max', 'hugetlb_cgroup_rsvd'],
  ])('%s of 0 has the name and the figure', (file, reason) => {
    withPool(PAGES, 0, () =>
      withCgroup({ [file]: '0' }, (inside) => {
        const of = probe(inside);
        for (const id of ['copy.huge', 'continue.huge', 'populate.huge'])
          expect(cell(of, id)).toBe(`no_resources:${reason}`);
        expect(entry(of)).toMatchObject({ borrowed: 0, reason });
        expect(entry(of)?.detail).toMatch(`${file} of cgroup /hgm-probe-${process.pid} is 0 bytes, 0 in use`);
        expect(asked(inside, 'pages:2M>=1')).toBe(1);
        expect(asked(inside, 'copy.huge:2M')).toBe(3);
      }),
    );
  });

  it('a process with such a limit is not said to have what this run had', () => {
    withPool(PAGES, 0, () =>
      withCgroup({ 'hugetlb.2MB.max': '0' }, (inside) => {
        const [program = '', ...args] = [...inside, 'sleep', '600'];
        const child = spawn(program, args, { stdio: 'ignore' });
        const pid = String(child.pid);
        // Until the shell is the sleeper, in the group.
        while (readFileSync(`/proc/${pid}/comm`, 'utf8') !== 'sleep\n') spawnSync('true');
        const of = probe(['env'], '--like-pid', pid);
        const answer = asked(['env'], 'copy.huge:2M', '--like-pid', pid);
        child.kill('SIGKILL');
        while (
          existsSync(`/proc/${pid}/exe`) &&
          readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[2] !== 'Z'
        )
          spawnSync('true');
        expect(cell(of, 'copy.huge')).toBe('no_resources:hugetlb_cgroup');
        expect(of.ranAs.notTakenOver).toContainEqual(
          expect.objectContaining({ layer: 'hugetlb_cgroup', matters: true }),
        );
        expect(answer).toBe(3);
      }),
    );
  });

  it('an empty pool that may overcommit: nothing unasked, a page by --borrow, and the pool as before', () => {
    withPool(0, 16, () => {
      const unasked = probe(['env']);
      expect(cell(unasked, 'copy.huge')).toBe('not_probed:overcommit_only');
      expect(entry(unasked)).toMatchObject({ borrowed: 0, reason: 'overcommit_only' });
      const borrowed = probe(['env'], '--borrow', '2M');
      expect(cell(borrowed, 'copy.huge')).toBe('supported');
      expect(entry(borrowed)).toMatchObject({ borrowed: 1, totalBefore: 0, totalAfter: 0 });
      expect(asked(['env'], 'pages:2M>=1')).toBe(3);
      expect(asked(['env'], 'pages:2M>=17')).toBe(1);
    });
  });

  it('free pages that all are reserved are said to be so', () => {
    withPool(PAGES, 0, () => {
      // A mapping without a touch reserves and takes nothing; MAP_HUGETLB is 0x40000.
      const script = `import mmap,sys
m=mmap.mmap(-1,${PAGES}<<21,flags=mmap.MAP_SHARED|mmap.MAP_ANONYMOUS|0x40000)
sys.stdout.write(open('${POOL}/resv_hugepages').read())
import subprocess
sys.stdout.write(subprocess.run(sys.argv[1:],capture_output=True,text=True).stdout)`;
      const { stdout } = run(['python3', '-c', script], ['--json', '--no-latency']);
      const of = JSON.parse(stdout.slice(stdout.indexOf('\n') + 1)) as Report;
      expect(stdout.slice(0, stdout.indexOf('\n'))).toBe(String(PAGES));
      expect(cell(of, 'copy.huge')).toBe('no_resources:pool_reserved');
      expect(entry(of)).toMatchObject({ reason: 'pool_reserved', detail: '8 free, all reserved' });
    });
  });
});
