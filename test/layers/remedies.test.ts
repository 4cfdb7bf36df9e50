/** The commands of a report, run: each opens what it is said to open. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  asUser,
  filtered,
  mounted,
  NOBODY,
  ownDev,
  report,
  row,
  said,
  whyNot,
  withSysctl,
} from './machine.js';

const why = whyNot();
const nobody = asUser(NOBODY);
const NODE = 'mknod -m 0600 /dev/userfaultfd c 10 $minor';
const OPEN = 'supported works';

describe.skipIf(why !== null)(`commands${why === null ? '' : ` (${why})`}`, () => {
  const refused = () => withSysctl(0, () => report([...ownDev(NODE), ...nobody]));
  const commands = (of: ReturnType<typeof refused>, way: string) =>
    (row(of, way).action?.commands ?? []).map(({ command }) => command);

  it('come with the least that they open first', () => {
    const found = refused();
    const heads = commands(found, 'open.syscall').map((command) => command.split(' ')[0]);
    expect(heads).toEqual(['setfacl', 'groupadd', 'sysctl', 'setpriv']);
    for (const { opens } of row(found, 'open.syscall').action?.commands ?? []) expect(opens).toMatch(/\w/);
    const { hint } = row(found, 'open.syscall').action ?? { hint: '' };
    expect(hint).toMatch(/\/dev\/userfaultfd .*vm\.unprivileged_userfaultfd .*CAP_SYS_PTRACE/s);
  });

  it('give the node to the one account', () => {
    const [setfacl] = commands(refused(), 'open.device');
    const setting = ownDev(`${NODE}; ${setfacl}`);
    expect(said(report([...setting, ...nobody]), 'open.device')).toBe(OPEN);
    expect(said(report([...setting, ...asUser(NOBODY - 1)]), 'open.device')).toMatch(/^not_permitted/);
  });

  it('make a missing node', () => {
    const [mknod] = commands(report(ownDev('')), 'open.device');
    expect(said(report(ownDev(String(mknod))), 'open.device')).toBe(OPEN);
  });

  it('replace what is no such device', () => {
    const stranger = 'mknod -m 666 /dev/userfaultfd c 1 3';
    const [mknod] = commands(report(ownDev(stranger)), 'open.device');
    expect(said(report(ownDev(`${stranger}; ${mknod}`)), 'open.device')).toBe(OPEN);
  });

  it('mount with devices again', () => {
    const closed = 'mount --bind /dev /dev; mount -o remount,bind,nodev /dev';
    const [remount] = commands(report(mounted(closed)), 'open.device');
    const bound = String(remount).replace('remount,', 'remount,bind,');
    expect(said(report(mounted(`${closed}; ${bound}`)), 'open.device')).toBe(OPEN);
  });

  it('set the sysctl', () => {
    const sysctl = String(commands(refused(), 'open.syscall')[2]);
    withSysctl(0, () => {
      expect(spawnSync('sh', ['-c', sysctl]).status).toBe(0);
      expect(said(report(nobody), 'open.syscall')).toBe(OPEN);
    });
  });

  it('grant the capability', () => {
    const setpriv = String(commands(refused(), 'open.syscall').at(-1)).split(' ').slice(0, -1);
    withSysctl(0, () => {
      const found = report(setpriv);
      expect(found.ranAs.euid).toBe(NOBODY);
      expect(said(found, 'open.syscall')).toBe(OPEN);
    });
  });

  it('go around a seccomp filter by the device', () => {
    const found = withSysctl(0, () => report([...ownDev(NODE), ...nobody, ...filtered('eperm')]));
    const [setfacl] = commands(found, 'open.syscall');
    const setting = [...ownDev(`${NODE}; ${setfacl}`), ...nobody, ...filtered('eperm')];
    expect(said(report(setting), 'open.device')).toBe(OPEN);
  });
});
