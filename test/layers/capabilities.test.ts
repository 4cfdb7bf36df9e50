/** Every capability dropped by itself: one of them decides, and only over the plain call. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { seen } from './commands.js';
import { report, type Setting, said, whyNot, withSysctl } from './machine.js';

const why = whyNot();

/** Those that this process has: others can't be dropped, and change nothing. */
const held = (): string[] => {
  const { stdout } = spawnSync('setpriv', ['--list-caps'], { encoding: 'utf8' });
  return stdout.split('\n').filter((name) => name !== '' && spawnSync('setpriv', drop(name)).status === 0);
};
const drop = (name: string, program = ['true']): string[] => [
  `--bounding-set=-${name}`,
  `--inh-caps=-${name}`,
  ...program,
];
const without = (name: string): Setting => ['setpriv', ...drop(name, [])];

describe.skipIf(why !== null)(`capabilities${why === null ? '' : ` (${why})`}`, () => {
  it.for(why === null ? held() : [])('without %s', (name, { task }) => {
    const found = withSysctl(0, () => report(without(name)));
    const decides = name === 'sys_ptrace';
    // Of the others the table would say forty times that nothing changed.
    if (decides) task.meta.situation = seen(`without CAP_${name.toUpperCase()}`, found);
    expect([said(found, 'open.device'), said(found, 'open.syscall')]).toEqual([
      'supported works',
      decides ? 'not_permitted sysctl_and_no_capability sysctl' : 'supported works',
    ]);
  });

  it('without any, the owner of the node still opens it', () => {
    const found = withSysctl(0, () => report(['setpriv', '--bounding-set=-all', '--inh-caps=-all']));
    expect(found.ranAs.capabilities).toBe('0x0');
    expect(said(found, 'open.device')).toBe('supported works');
    expect(said(found, 'open.syscall')).toBe('not_permitted sysctl_and_no_capability sysctl');
  });
});
