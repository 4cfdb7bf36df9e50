/** Each layer that can refuse, put up for real: the report names it, and says `absent` of nothing that is only refused. */
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/contract.js';
import { afterDoing, aside, heads, remedies } from './commands.js';
import { asUser, NOBODY, report, reportOf, row, said, whyNot, withSysctl } from './machine.js';
import { SITUATIONS } from './settings.js';

const why = whyNot();
const WAYS = ['open.device', 'open.user_mode_only', 'open.syscall'] as const;

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
    task.meta.situation = { name, ways: WAYS.map((way) => [way, said(found, way)]), done };
    expect(done.filter(({ opened }) => !/^(supported|limited|advertised) /.test(opened))).toEqual([]);
  });

  it.each([
    ['nobody', () => asUser(NOBODY)],
    ['a user namespace', () => ['unshare', '-Ur']],
  ] as const)('the sysctl opens the plain call to %s', (_, setting) => {
    const found = withSysctl(1, () => report(setting()));
    expect(said(found, 'open.syscall')).toBe('supported works');
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
