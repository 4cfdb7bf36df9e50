import { describe, expect, it } from 'vitest';
import { asksForHelp, asksForPlugin, commandOf, defaultCommand } from '../../src/cli/line/argv.js';

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
      ['fleet', '-h'],
      ['fleet', '--help'],
    ],
    [
      ['list', '-h'],
      ['list', '--help'],
    ],
    [
      ['--json', '-h'],
      ['probe', '--json', '--help'],
    ],
    [['help', '-h'], ['--help']],
    [
      ['list', '--', '-h'],
      ['list', '--', '-h'],
    ],
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

it.each([
  [['list', '--json'], { id: 'list', rest: ['--json'] }],
  [['fleet', 'export', 'x'], { id: 'fleet:export', rest: ['x'] }],
  [['fleet:export', 'x'], { id: 'fleet:export', rest: ['x'] }],
])('%j is a command and what is left for it', (words, meant) => {
  expect(commandOf(words, COMMANDS)).toEqual(meant);
});

it.each([
  [['list', '--help'], true],
  [['list', '--', '--help'], false],
  [['list'], false],
])('%j asks for help: %s', (words, asks) => expect(asksForHelp(words)).toBe(asks));

it.each([
  [['--format', 'nagios'], true],
  [['judge', '--format=nagios', '--bogus'], true],
  // A mistyped line of a monitor is a monitor's all the same.
  [['jugde', '--format', 'nagios'], true],
  [['--format', 'table', '--check', 'nagios'], false],
  [['judge', 'nagios'], false],
  [['judge', '--', '--format', 'nagios'], false],
])('%j is of a monitor: %s', (words, is) => expect(asksForPlugin(words)).toBe(is));
