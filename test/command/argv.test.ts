import { describe, expect, it } from 'vitest';
import { defaultCommand } from '../../src/cli/argv.js';

const COMMANDS = ['probe', 'list', 'fleet:summary', 'fleet:export'];

describe('the words of a command line', () => {
  it.each([
    [[], ['probe']],
    [['--json'], ['probe', '--json']],
    [
      ['help', 'list'],
      ['list', '--help'],
    ],
    [
      ['help', 'fleet', 'export'],
      ['fleet', 'export', '--help'],
    ],
    [['fleet'], ['fleet', '--help']],
    [
      ['fleet', '--help'],
      ['fleet', '--help'],
    ],
    [
      ['fleet', 'summary', 'list', '-'],
      ['fleet', 'summary', 'list', '-'],
    ],
  ])('%j is %j', (typed, meant) => {
    expect(defaultCommand(typed, COMMANDS)).toEqual(meant);
  });

  it.each([
    [['lsit'], 'unknown command lsit, did you mean list?; see hgm-probe --help'],
    [
      ['fleet', 'sumary'],
      'unknown command fleet sumary, did you mean fleet summary?; see hgm-probe fleet --help',
    ],
    [['summary'], 'unknown command summary, did you mean fleet:summary?'],
  ])('%j is no command', (typed, line) => {
    expect(() => defaultCommand(typed, COMMANDS)).toThrow(line.replace('fleet:summary', 'fleet summary'));
  });
});
