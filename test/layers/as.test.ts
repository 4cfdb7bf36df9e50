/** `--as`: a user without capabilities, from everywhere that the tool runs in. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  asUser,
  filtered,
  mounted,
  NOBODY,
  report,
  run,
  type Setting,
  SHIPPED,
  said,
  whyNot,
  withSysctl,
} from './machine.js';

const why = whyNot();
const nobody = asUser(NOBODY);

/** A user namespace of many users: the map is written from outside, once it is there. */
const MAPPED: Setting = [
  ...['sh', '-c'],
  `unshare -U sh -c 'until grep -q . /proc/self/gid_map; do sleep 0.01; done; exec "$@"' sh "$@" &
  until echo 0 0 100000 >/proc/$!/uid_map; do sleep 0.01; done 2>/dev/null
  echo 0 0 100000 >/proc/$!/gid_map
  wait $!`,
  'sh',
];

describe.skipIf(why !== null)(`--as${why === null ? '' : ` (${why})`}`, () => {
  it.each<readonly [string, Setting]>([
    ['root', ['env']],
    ['a container', ['unshare', '-mpfC', '--mount-proc']],
    ['no_new_privs', ['setpriv', '--no-new-privs']],
    ['a mount namespace without /proc', mounted('umount -l /proc')],
    ['a folder that the user can not read', mounted('chmod 711 /')],
  ])('gives from %s what a run of that user gives', (_, setting) => {
    const seen = withSysctl(0, () => report(setting, ['--as', 'nobody']));
    expect(seen.ranAs).toMatchObject({ euid: NOBODY, egid: NOBODY, capabilities: '0x0' });
    expect(said(seen, 'open.device')).toBe('not_permitted node_mode device_node');
    expect(seen.caller?.ranAs.euid).toBe(0);
    const differing = seen.caller?.differences.map(({ id }) => id);
    expect(differing).toEqual(expect.arrayContaining(['open.syscall', 'open.device', 'kernel_faults']));
    if (setting[0] !== 'env') return;
    // As at a login, which puts the account's own group among the others, too.
    const login = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--init-groups'];
    const own = withSysctl(0, () => report(login));
    expect(seen.capabilities).toEqual(own.capabilities.map((each) => ({ ...each })));
  });

  it('works in a user namespace that maps the user', () => {
    const seen = withSysctl(0, () => report(MAPPED, ['--as', 'nobody']));
    expect(seen.ranAs).toMatchObject({ euid: NOBODY, capabilities: '0x0', initialUserNamespace: false });
    expect(said(seen, 'open.syscall')).toBe('not_permitted sysctl_and_no_capability sysctl');
  });

  it('works in a user namespace that lets nobody change groups', () => {
    const { ranAs } = report(['unshare', '-Ur'], ['--as', 'root']);
    expect(ranAs).toMatchObject({ euid: 0, capabilities: '0x0', initialUserNamespace: false });
  });

  it('takes numbers and a group', () => {
    const { ranAs } = report(['env'], ['--as', '4242:4343']);
    expect(ranAs).toMatchObject({ user: null, euid: 4242, egid: 4343, groups: [4343], capabilities: '0x0' });
  });

  it('meets a filter that kills once in a run, whoever looks', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'hgm-probe-layers-')), 'recording.json');
    report(filtered('kill'), ['--as', 'nobody', '--record', file]);
    const recording = JSON.parse(readFileSync(file, 'utf8'));
    rmSync(dirname(file), { recursive: true });
    const all = [...recording.experiments, ...recording.caller.experiments] as { signal: string | null }[];
    expect(all.filter(({ signal }) => signal === 'SIGSYS')).toHaveLength(1);
  });

  it.each([
    [['--as', 'no-such-user'], ['env'], 64, 'no such user: no-such-user'],
    [['--as', 'nobody:no-such-group'], ['env'], 64, 'no such group: no-such-group'],
    [['--as', '4242'], ['env'], 64, 'give one: --as 4242:GROUP'],
    [['--as', '-x'], ['env'], 64, '--as -x is not USER or USER:GROUP'],
    [['--as', 'nobody', '--like-pid', '1'], ['env'], 64, 'give one of them'],
    [['--as', 'root'], nobody, 74, 'it needs CAP_SETGID'],
    [['--as', 'nobody'], ['unshare', '-Ur'], 74, 'cannot become user nobody'],
  ] as const)('%j from %j says why not', (flags, setting, code, text) => {
    const { status, stdout, stderr } = run(setting, flags);
    expect([status, stdout]).toEqual([code, '']);
    expect(stderr).toContain(text);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  it.each<readonly [string, Setting]>([
    ['root', []],
    // Whose death signal does not reach a process of another user.
    ['root without CAP_KILL', ['setpriv', '--bounding-set=-kill', '--inh-caps=-kill']],
  ])('leaves nothing when %s is killed', async (_, setting) => {
    for (let time = 0; time < 8; time++) {
      const mark = `HGM_PROBE_LAYERS=${process.pid}-${time}`;
      const [program = '', ...args] = ['env', mark, ...setting, ...SHIPPED, '--json', '--as', 'nobody'];
      const child = spawn(program, args, { stdio: 'ignore' });
      const ended = new Promise((resolve) => child.once('exit', resolve));
      await sleep(100 + time * 60);
      child.kill('SIGKILL');
      await ended;
      const until = Date.now() + 10_000;
      while (marked(mark).length > 0 && Date.now() < until) await sleep(20);
      expect(marked(mark)).toEqual([]);
    }
  });
});

/** Processes that have it in their environment. */
function marked(mark: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark);
    } catch {
      return false;
    }
  });
}
