/** Commands that were found from outside, for a process in its own place: what they open is open to that process. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/contract.js';
import { afterDoing, aside, heads, isOpen, type Remedy, remedies, seen } from './commands.js';
import {
  asUser,
  filtered,
  NOBODY,
  ownDev,
  report,
  reportOf,
  row,
  type Setting,
  SHIPPED,
  said,
  start,
  whyNot,
  withSysctl,
} from './machine.js';
import { chroot } from './settings.js';

const why = whyNot();
const USER = 64107;
const NODE = 'mknod -m 0600 /dev/userfaultfd c 10 $minor';
const CALL = 'sysctl | setpriv';

/** A user namespace whose user 5 is 100005 outside, and in it one of that user. */
const NESTED: Setting = [
  ...['sh', '-c'],
  `setpriv --reuid=100000 --regid=100000 --clear-groups unshare -U sh -c 'until grep -q . /proc/self/gid_map; do sleep 0.01; done
    exec setpriv --reuid=5 --regid=5 --clear-groups unshare -Ur "$@"' sh "$@" &
  until echo 0 100000 65536 >/proc/$!/uid_map; do sleep 0.01; done 2>/dev/null
  echo 0 100000 65536 >/proc/$!/gid_map
  wait $!`,
  'sh',
];
const ownDevInside: Setting = [
  ...asUser(USER),
  ...['unshare', '-Urm', 'sh', '-ec', 'mount -t tmpfs none /dev; exec "$@"', 'sh'],
];

const PLACES: readonly (readonly [name: string, setting: () => Setting, device: string, call: string])[] = [
  ['another user', () => asUser(USER), 'setfacl', CALL],
  ['a /dev of its own', () => [...ownDev(NODE), ...asUser(USER)], 'setfacl', 'sysctl'],
  ['a /dev without the node', () => [...ownDev(''), ...asUser(USER)], 'mknod + setfacl', 'sysctl'],
  [
    'a /dev with another device',
    () => [...ownDev('mknod -m 666 /dev/userfaultfd c 10 229'), ...asUser(USER)],
    'rm + setfacl',
    'sysctl',
  ],
  [
    'a /dev without devices',
    () => [...ownDev(`${NODE}; mount -o remount,bind,nodev /dev`), ...asUser(USER)],
    'nsenter + setfacl',
    'sysctl',
  ],
  ['a chroot without the node', chroot(''), 'mknod', ''],
  [
    'a chroot, another user',
    () => [...chroot('cp -a /dev/userfaultfd $root/new/dev/')(), ...asUser(USER)],
    'setfacl',
    'sysctl',
  ],
  ['a user namespace', () => [...asUser(USER), 'unshare', '-Ur'], 'setfacl', 'sysctl'],
  ['a user namespace that maps nobody', () => [...asUser(USER), 'unshare', '-U'], 'setfacl', 'sysctl'],
  ['a user namespace in another', () => NESTED, 'setfacl', 'sysctl'],
  ['a user and mount namespace', () => [...asUser(USER), 'unshare', '-Urm'], 'setfacl', 'sysctl'],
  ['a /dev that was mounted in a user namespace', () => ownDevInside, '', 'sysctl'],
  ['a seccomp filter', () => [...asUser(USER), ...filtered('eperm')], 'setfacl', ''],
];

const started: ChildProcess[] = [];
const folders: string[] = [];
afterEach(() => {
  // The whole group: what stays is the last of a line of children. What has probed is gone.
  for (const { pid, exitCode } of started.splice(0))
    if (pid !== undefined && exitCode === null) process.kill(-pid, 'SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Waits for a word, then becomes the tool: what that very process can do is not told by a look at its place. */
const WAITS = ['sh', '-c', 'read _ <$0/go; exec "$@" >$0/report'];

interface Waiting {
  pid: number;
  /** Its report, once. */
  probe: () => Report;
}

/** A process that stays in that setting. */
async function stays(setting: Setting): Promise<Waiting> {
  const folder = mkdtempSync(join(tmpdir(), 'hgm-layers-'));
  folders.push(folder);
  execFileSync('sh', ['-ec', 'chmod 755 .; mkfifo -m 666 go report'], { cwd: folder });
  const [program = '', ...args] = [...setting, ...WAITS, folder, ...SHIPPED];
  args.push('--json', '--no-latency', '--borrow', 'none');
  const probe = () =>
    JSON.parse(start(['sh', '-c', 'cd "$0"; echo >go; timeout 60 cat report', folder]).stdout) as Report;
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'], cwd: '/', detached: true });
  started.push(child);
  while (child.exitCode === null) {
    const pid = waiting(Number(child.pid));
    if (pid !== null) return { pid, probe };
    await sleep(20);
  }
  throw new Error(`ended with ${child.exitCode}: ${setting.join(' ')}`);
}

/** Null as long as the setting is being made, when programs come and go. */
function waiting(first: number): number | null {
  try {
    const pid = innermost(first);
    const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return line.startsWith(`${WAITS.join('\0')}\0`) ? pid : null;
  } catch {
    return null;
  }
}

function innermost(pid: number): number {
  const child = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0];
  return child === undefined || child === '' ? pid : innermost(Number(child));
}

interface Beside {
  shell: Setting;
  there: Waiting;
  found: Report;
}

/** From where the commands are run, and a process in that setting beside it. */
async function beside(setting: Setting): Promise<Beside> {
  const shell: Setting = ['nsenter', '-t', String((await stays(aside())).pid), '-m'];
  const there = await stays([...shell, ...setting]);
  const found = withSysctl(0, () => report(shell, ['--like-pid', String(there.pid)]));
  return { shell, there, found };
}

/** What the row says once that is done: to the process itself, or to what the command starts. */
function opened({ shell, there }: Beside, { id, commands }: Remedy): string {
  return withSysctl(0, () => {
    if (commands.at(-1)?.endsWith(' hgm-probe') === true)
      return said(reportOf(afterDoing(shell, [], commands)), id);
    const { status, stderr } = start([...shell, 'sh', '-ec', commands.join('\n')]);
    return status === 0 ? said(there.probe(), id) : stderr;
  });
}

describe.skipIf(why !== null)(`commands for a process${why === null ? '' : ` (${why})`}`, () => {
  it.for(PLACES)('%s', async ([name, setting, device, call], { task }) => {
    const first = await beside(setting());
    const { found } = first;
    expect([heads(found, 'open.device'), heads(found, 'open.syscall')]).toEqual([device, call]);
    const done = [];
    for (const [at, { id }] of remedies(found).entries()) {
      const place = at === 0 ? first : await beside(setting());
      // Its commands, which name another process than those of the first.
      const remedy = remedies(place.found)[at] as Remedy;
      expect(remedy.id).toBe(id);
      done.push({ id, commands: remedy.commands, opened: opened(place, remedy) });
    }
    task.meta.situation = seen(`--like-pid: ${name}`, found, done);
    expect(done.filter((each) => !isOpen(each))).toEqual([]);
  });
});

describe.skipIf(why !== null)(`commands${why === null ? '' : ` (${why})`}`, () => {
  const setting = ownDev(NODE);
  const found = () => withSysctl(0, () => report([...setting, ...asUser(NOBODY)]));

  it('come with what else they open, the least first', () => {
    const all = remedies(found()).filter(({ id }) => id.startsWith('open.'));
    expect(all.map(({ commands }) => commands[0]?.split(' ')[0])).toEqual([
      'sysctl',
      'setpriv',
      'setfacl',
      'groupadd',
    ]);
    for (const { opens } of row(found(), 'open.syscall').action?.commands ?? []) expect(opens).toMatch(/\w/);
  });

  it('give the node to the one account', () => {
    const acl = remedies(found()).find(({ commands }) => commands[0]?.startsWith('setfacl'));
    const after = afterDoing(setting, asUser(NOBODY - 1), acl?.commands ?? []);
    expect(said(reportOf(after), 'open.device')).toMatch(/^not_permitted/);
  });
});
