/** A main job of switches alone is understood without oclif, so oclif is asked whether it understands the same. */
import { Parser } from '@oclif/core';
import { expect, it } from 'vitest';
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

it.each([
  [['list', '--json']],
  [['probe', '--json=yes']],
  [['probe', '--js']],
  [['probe', '--json', '--']],
  [['probe', '--json', 'x']],
  [['probe', '--borrow', 'none']],
  [['probe', '--help']],
])('%j is for oclif', (words) => expect(onlySwitches(words)).toBeNull());
