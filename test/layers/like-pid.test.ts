/** `--like-pid`: what is seen in the place of a process is what a probe sees that is started there. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Report } from '../../src/report/contract.js';
import {
  asUser,
  filtered,
  mounted,
  NOBODY,
  ownDev,
  report,
  row,
  run,
  type Setting,
  SHIPPED,
  said,
  whyNot,
} from './machine.js';

const why = whyNot();
const NODE = 'mknod -m 0600 /dev/userfaultfd c 10 $minor';
const USER = 4242;
const LSMS = '/sys/kernel/security/lsm';
const CONFIG = '/proc/config.gz';
/** No file tells whether a process has a Landlock domain, so where it runs, or nobody can tell, each may have one. */
const LANDLOCK = existsSync(LSMS)
  ? readFileSync(LSMS, 'utf8').split(',').includes('landlock')
  : !(existsSync(CONFIG) && /^# CONFIG_SECURITY_LANDLOCK is not set$/m.test(unpacked(CONFIG)));
const PTRACE = ['--inh-caps=+sys_ptrace', '--ambient-caps=+sys_ptrace'];

function unpacked(path: string): string {
  return gunzipSync(readFileSync(path)).toString('latin1');
}

const started: ChildProcess[] = [];
afterEach(() => {
  // The whole group: what stays is the last of a line of children.
  for (const { pid } of started.splice(0)) if (pid !== undefined) process.kill(-pid, 'SIGKILL');
});

/** A process in that setting that probes, tells what it saw and stays. */
async function start(setting: Setting): Promise<{ pid: number; report: Report }> {
  const script = '"$@" --json --no-latency --borrow none || exit 1; echo done; sleep 600';
  const [program = '', ...args] = [...setting, 'sh', '-c', script, 'sh', ...SHIPPED];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], cwd: '/', detached: true });
  started.push(child);
  let text = '';
  for await (const chunk of child.stdout) {
    text += chunk;
    if (text.endsWith('done\n')) break;
  }
  return { pid: innermost(Number(child.pid)), report: JSON.parse(text.replace(/done\n$/, '')) as Report };
}

/** The shell that stays: the last of the line of children. */
function innermost(pid: number): number {
  const name = readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  const child = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0];
  return child === undefined || child === '' || name === 'sh' ? pid : innermost(Number(child));
}

const OPEN = /^(supported|limited|advertised) /;

const verdicts = ({ capabilities }: Report): string[] =>
  capabilities.map(({ id, memory, state, reason, gate }) => [id, memory, state, reason, gate].join(' '));

/** Each stands on /dev/kvm, which Landlock could refuse. */
const BY_KVM = /^(?:kvm|gmem)\./;

/** What the probe there says, with the doubt about what Landlock could refuse: the devices, and all that needs them. */
function inDoubt({ capabilities }: Report, like: Report): string[] {
  const doubts = like.ranAs.notTakenOver.some(({ layer }) => layer === 'landlock');
  const seen = new Set(verdicts(like));
  const kvm = capabilities.find(({ id }) => id === 'kvm.open')?.state === 'supported';
  return capabilities.map(({ id, memory, state, reason, gate }) => {
    const doubted = [id, memory, 'unknown', 'landlock_not_taken_over', undefined].join(' ');
    const works = OPEN.test(`${state} `) || (kvm && BY_KVM.test(id));
    return doubts && works && seen.has(doubted) ? doubted : [id, memory, state, reason, gate].join(' ');
  });
}

const SETTINGS: readonly (readonly [string, Setting])[] = [
  ['another user', asUser(USER)],
  ['another user with groups', asUser(USER, 5, 64123)],
  ['another user with CAP_SYS_PTRACE', [...asUser(USER), ...PTRACE]],
  ['no_new_privs', [...asUser(USER), '--no-new-privs']],
  ['root without one capability', ['setpriv', '--bounding-set=-sys_ptrace', '--inh-caps=-sys_ptrace']],
  ['a user namespace of another user', [...asUser(USER), 'unshare', '-Ur']],
  ['a user, mount and cgroup namespace of another user', [...asUser(USER), 'unshare', '-UrmC']],
  ['a /dev of its own', [...ownDev(NODE), ...asUser(USER)]],
  ['a /dev of its own without the node', [...ownDev(''), ...asUser(NOBODY)]],
  ['a container', ['unshare', '-mpf', '--mount-proc', ...asUser(USER)]],
  ['a container with a user namespace', [...asUser(USER), 'unshare', '-Urmpf', '--mount-proc']],
  [
    'a chroot',
    mounted(`root=$(mktemp -d); mount -t tmpfs none $root; mkdir $root/new; mount --bind / $root/new
      mount -t proc proc $root/new/proc; mount -t sysfs sysfs $root/new/sys; mount -t tmpfs none $root/new/dev
      mknod -m 666 $root/new/dev/null c 1 3; set -- chroot $root/new "$@"`),
  ],
];

describe.skipIf(why !== null)(`a process in ${why === null ? 'its place' : `its place (${why})`}`, () => {
  it.each(SETTINGS)('%s', async (_, setting) => {
    const there = await start(setting);
    const like = report(['env'], ['--like-pid', String(there.pid)]);
    expect(verdicts(like)).toEqual(inDoubt(there.report, like));
    const { notTakenOver } = like.ranAs;
    expect(notTakenOver.filter(({ layer }) => layer !== 'landlock')).toEqual([]);
    if (LANDLOCK) expect(notTakenOver).toMatchObject([{ layer: 'landlock', matters: true }]);
    // The calls are none of its business: whatever they open stays.
    const doubted = like.capabilities.filter(({ reason }) => reason === 'landlock_not_taken_over');
    if (OPEN.test(said(there.report, 'open.syscall')))
      expect(doubted.filter(({ id }) => id !== 'open.device' && !BY_KVM.test(id))).toEqual([]);
    if (notTakenOver.length > 0 && OPEN.test(said(there.report, 'open.device')))
      expect(doubted.map(({ id }) => id)).toContain('open.device');
    const taken = { notTakenOver, takenOn: { how: 'like_pid', pid: there.pid } };
    expect(like.ranAs).toEqual({ ...there.report.ranAs, ...taken });
    expect(like.hgm).toEqual(there.report.hgm);
    expect(like.caller?.ranAs.euid).toBe(0);
  });

  it('is unknown in what its seccomp filter could refuse, and the filter is said', async () => {
    const there = await start([...ownDev('mknod -m 666 /dev/userfaultfd c 10 $minor'), ...filtered('eperm')]);
    const like = report(['env'], ['--like-pid', String(there.pid)]);
    for (const way of [
      'open.device',
      'open.user_mode_only',
      'open.syscall',
      'kernel_faults',
      'feature.sigbus',
    ])
      expect(row(like, way)).toMatchObject({ state: 'unknown', reason: 'seccomp_not_taken_over' });
    const layers = like.ranAs.notTakenOver.map(({ layer, matters }) => [layer, matters]);
    expect(layers).toEqual([['seccomp', true], ...(LANDLOCK ? [['landlock', true]] : [])]);
    const lost = like.capabilities.filter(({ state }) => state === 'supported').map(({ id }) => id);
    expect(lost.filter((id) => !/^(private\.)?(dontneed|remove|populate|collapse)\b/.test(id))).toEqual([]);
  });

  it('is found by its name, as docs/kubernetes.md has it', async () => {
    const at = mkdtempSync(join(tmpdir(), 'hgm-probe-like-'));
    onTestFinished(() => rmSync(at, { recursive: true, force: true }));
    copyFileSync('/bin/sleep', join(at, 'qemu-kvm'));
    writeFileSync(join(at, 'hgm-probe'), `#!/bin/sh\nexec '${SHIPPED.join("' '")}' "$@"\n`, { mode: 0o755 });
    const place = ['unshare', '-mpf', '--mount-proc', ...asUser(USER), join(at, 'qemu-kvm'), '600'];
    const [program = '', ...args] = place;
    chmodSync(at, 0o755);
    started.push(spawn(program, args, { stdio: 'ignore', detached: true }));
    await expect.poll(() => spawnSync('pgrep', ['-x', 'qemu-kvm']).status).toBe(0);
    const env = { ...process.env, PATH: `${at}:${process.env.PATH}` };
    const page = readFileSync(new URL('../../docs/kubernetes.md', import.meta.url), 'utf8');
    const commands = Array.from(page.matchAll(/^# (hgm-probe .*pgrep.*)$/gm), ([, command = '']) => command);
    const said = commands.map((command) => spawnSync('sh', ['-c', command], { env, encoding: 'utf8' }));
    expect(said.map(({ status }) => status)).toEqual([0, expect.toBeOneOf([0, 1, 3])]);
    expect(said[0]?.stdout).toContain(`uid ${USER}`);
  });

  it('that ended is one line and exit code 64', () => {
    const { status, stderr } = run(['env'], ['--like-pid', '4194303']);
    expect([status, stderr]).toEqual([64, 'hgm-probe: no such process: 4194303\n']);
  });

  it('that may not be looked at is one line and exit code 74', async () => {
    const there = await start(['env']);
    const { status, stderr } = run(asUser(USER), ['--like-pid', String(there.pid)]);
    expect(status).toBe(74);
    expect(stderr).toMatch(/^hgm-probe: .*process \d+.*CAP_SYS_PTRACE.*\n$/);
  });
});
