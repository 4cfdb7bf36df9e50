/** A main job of switches alone is understood without oclif, so oclif is asked whether it understands the same. */
import { Parser } from '@oclif/core';
import { expect, it } from 'vitest';
import { asksForHelp, asksForPlugin, defaultCommand } from '../../src/cli/argv.js';
import { onlySwitches, SWITCHES } from '../../src/cli/switches.js';
import Probe from '../../src/commands/probe.js';

const subsets = Array.from({ length: 2 ** SWITCHES.length }, (_, bits) =>
  SWITCHES.filter((_, at) => bits & (1 << at)).map((name) => `--${name}`),
);

it('every set of switches is what oclif takes it for', async () => {
  for (const words of subsets) {
    const { flags, argv } = await Parser.parse(words, { flags: Probe.flags });
    // One that is not there oclif leaves out.
    const said = SWITCHES.map((name) => [name, flags[name] === true]);
    expect({ words, argv, flags: { ...Object.fromEntries(said), ...flags } }).toEqual({
      words,
      argv: [],
      flags: onlySwitches(['probe', ...words]),
    });
  }
});

it('a switch has no rule of its own that oclif would have to look at', () => {
  for (const name of SWITCHES) {
    const { name: _, parse: __, summary: ___, ...rest } = Probe.flags[name];
    expect(rest).toEqual({ allowNo: false, type: 'boolean' });
  }
});

/** What else may be typed: what begins or looks like a switch, help, values, the end of flags. */
const WORDS = [
  ...SWITCHES.map((name) => `--${name}`),
  ...[
    '--json=true',
    '--no-json',
    '--js',
    '-h',
    '-v',
    '-',
    '--',
    'x',
    '--format',
    'nagios',
    '--format=json',
    '--help',
  ],
];

it('a line of any three words is read by both in the same way, or by oclif alone', async () => {
  const lines = WORDS.flatMap((one) => WORDS.flatMap((two) => WORDS.map((three) => [one, two, three])));
  for (const typed of lines) {
    const words = defaultCommand(['probe', ...typed], ['probe']);
    const said = onlySwitches(words);
    const { flags, argv } = await Parser.parse(words.slice(1), { flags: Probe.flags, strict: false }).catch(
      () => ({
        flags: null,
        argv: [],
      }),
    );
    if (said === null) continue;
    const full = Object.fromEntries(SWITCHES.map((name) => [name, flags?.[name] === true]));
    expect({ typed, argv, flags: { ...full, ...flags } }).toEqual({ typed, argv: [], flags: said });
    expect([asksForHelp(words), asksForPlugin(words)]).toEqual([false, false]);
  }
});

it.each([
  [['list', '--json']],
  [['probe', '--json=yes']],
  [['probe', '--js']],
  [['probe', '--json', '--']],
  [['probe', '--json', 'x']],
  [['probe', '--borrow', 'none']],
  [['probe', '--help']],
])('%j is for oclif', (words) => expect(onlySwitches(words)).toBeNull());
