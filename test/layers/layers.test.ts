/** Each layer that can refuse, put up for real: the report names it, and says `absent` of nothing that is only refused. */
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/contract.js';
import { afterDoing, aside, heads, isOpen, remedies, seen, WAYS } from './commands.js';
import {
  asUser,
  filtered,
  mounted,
  NOBODY,
  report,
  reportOf,
  row,
  run,
  said,
  whyNot,
  withSysctl,
} from './machine.js';
import { SITUATIONS } from './settings.js';

const why = whyNot();

describe.skipIf(why !== null)(`layers${why === null ? '' : ` (${why})`}`, () => {
  const whole = why === null ? withSysctl(0, () => report(['env'])) : null;

  it.for(SITUATIONS)('$name', ({ name, place, who, expected, offered }, { task }) => {
    const setting = [...aside(), ...place()];
    const found = withSysctl(0, () => report([...setting, ...who()]));
    expect(WAYS.map((way) => said(found, way))).toEqual(expected);
    for (const way of WAYS) namesItsLayer(found, way);
    expect(onlyRefused(found, whole)).toEqual([]);
    expect([heads(found, 'open.device'), heads(found, 'open.syscall')]).toEqual(offered);
    const afterwards = new Map<string, Report>();
    const done = remedies(found).map(({ id, commands }) => {
      const known = afterwards.get(commands.join());
      const after = known ?? withSysctl(0, () => reportOf(afterDoing(setting, who(), commands)));
      afterwards.set(commands.join(), after);
      return { id, commands, opened: said(after, id) };
    });
    task.meta.situation = seen(name, found, done);
    expect(done.filter((each) => !isOpen(each))).toEqual([]);
  });

  it.each([
    ['nobody', () => asUser(NOBODY)],
    ['a user namespace', () => ['unshare', '-Ur']],
  ] as const)('the sysctl opens the plain call to %s', (_, setting) => {
    const found = withSysctl(1, () => report(setting()));
    expect(said(found, 'open.syscall')).toBe('supported works');
  });

  // What tells the sysctl is hidden there; that a refusal would be logged or not is seen elsewhere, or nowhere.
  it.for([
    ['of processes alone', 'true', 'supported works', 0],
    ['of processes alone, no /sys', 'umount -l /sys', 'supported works', 0],
    [
      'of processes alone, no /sys, no node',
      'umount -l /sys; mount -t tmpfs -o mode=755 none /dev; mknod -m 666 /dev/null c 1 3; mknod -m 666 /dev/urandom c 1 9',
      'unknown not_tried_would_log',
      3,
    ],
  ] as const)(
    'a /proc %s: never refused where userfaultfd(0) works',
    ([name, more, call, code], { task }) => {
      const place = mounted(`mount -t proc -o subset=pid proc /proc; ${more}`);
      const setting = [...place, ...asUser(NOBODY)];
      withSysctl(1, () => {
        const found = report(setting);
        task.meta.situation = seen(`sysctl 1, a /proc ${name}`, found);
        expect(said(found, 'open.syscall')).toBe(call);
        expect(row(found, 'kernel_faults').state).toBe(call.split(' ')[0]);
        expect(run(setting, ['require', 'profile:qemu-postcopy']).status).toBe(code);
      });
    },
  );

  it('two gates, one behind the other, are both in the text, and neither alone opens', ({ task }) => {
    const behind = [...asUser(NOBODY), ...filtered('eperm')];
    const found = withSysctl(0, () => report(behind));
    const { action } = row(found, 'open.syscall');
    expect(action?.hint).toMatch(/seccomp profile.*vm\.unprivileged_userfaultfd/);
    // A filter stays for the life of a process, so there is no list that would open this one.
    expect(action?.commands).toBeUndefined();
    expect(withSysctl(1, () => said(report(behind), 'open.syscall'))).toBe('not_permitted seccomp seccomp');
    const unfiltered = () => said(report(asUser(NOBODY)), 'open.syscall');
    expect(withSysctl(0, unfiltered)).toBe('not_permitted sysctl_and_no_capability sysctl');
    expect(withSysctl(1, unfiltered)).toBe('supported works');
    task.meta.situation = seen('a filter and the sysctl', found);
  });
});

/** Whoever refuses stands in the evidence as the layer that does, and the others as what they are. */
function namesItsLayer(of: Report, way: string): void {
  const { state, gate, evidence } = row(of, way);
  const layers = evidence.filter((line) => line.startsWith('layer '));
  if (state !== 'not_permitted') return;
  const refusing = layers.filter((line) => line.split(' ')[2] === 'refuses');
  if (gate === 'unknown') expect(refusing).toEqual([]);
  else expect(refusing).not.toEqual([]);
}

/** Rows that are `absent` here and are had by root without any layer in between. */
function onlyRefused(of: Report, free: Report | null): string[] {
  const had = new Map(free?.capabilities.map((each) => [`${each.id} ${each.memory}`, each.state]));
  return of.capabilities
    .filter(({ state }) => state === 'absent')
    .map(({ id, memory }) => `${id} ${memory}`)
    .filter((name) => had.get(name) !== 'absent');
}
