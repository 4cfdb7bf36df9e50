import { describe, expect, it } from 'vitest';
import { failure } from '../../src/cli/failure.js';
import { defaultCommand } from '../../src/cli/line/argv.js';
import { StdoutError } from '../../src/cli/output/stdout.js';
import { Fault } from '../../src/ground/fault.js';
import { nearest } from '../../src/ground/nearest.js';
import { UnloadableError } from '../../src/observe/program/unloadable-error.js';

const COMMANDS = ['explain', 'list', 'probe', 'schema'];
const system = (code: string, more: object = {}): Error => Object.assign(new Error(code), { code, ...more });

describe('the command that is meant', () => {
  it.each([
    [[], ['probe']],
    [['--json'], ['probe', '--json']],
    [
      ['--json', '--help'],
      ['probe', '--json', '--help'],
    ],
    [
      ['list', '--json'],
      ['list', '--json'],
    ],
    [['--help'], ['--help']],
    [['-h'], ['--help']],
    [['help'], ['--help']],
    [
      ['help', 'explain'],
      ['explain', '--help'],
    ],
  ])('%j is %j', (argv, meant) => expect(defaultCommand(argv, COMMANDS)).toEqual(meant));

  it.each([
    [['prob'], 'unknown command prob, did you mean probe?; see hgm-probe --help'],
    [['frobnicate'], 'unknown command frobnicate; see hgm-probe --help'],
    [['help', 'lst'], 'unknown command lst, did you mean list?; see hgm-probe --help'],
  ])('%j is none', (argv, message) => {
    expect(() => defaultCommand(argv, COMMANDS)).toThrow(expect.objectContaining({ message, exitCode: 64 }));
  });
});

describe('how a run ends', () => {
  it.each([
    ['data', new Fault(65, 'report.json: not a report'), 'report.json: not a report', 65],
    [
      'a full disk',
      new StdoutError(system('ENOSPC')),
      'cannot write standard output: no space left on device',
      74,
    ],
    ['a reader that had enough', new StdoutError(system('EPIPE')), null, 141],
    [
      'the system',
      system('EACCES', { syscall: 'open', path: '/proc/x' }),
      'open /proc/x: permission denied',
      74,
    ],
    [
      'the native part is not built',
      new UnloadableError('x.node does not load:\nnot found; build it'),
      'x.node does not load: not found; build it',
      70,
    ],
    ['help was shown', system('EEXIT', { oclif: { exit: 0 } }), null, 0],
  ])('%s', (_, error, line, exitCode) => expect(failure(error)).toEqual({ line, exitCode }));

  it.each([new Error('what\nnow'), 'a string', undefined, null])('%s was not foreseen', (thrown) => {
    const { line, exitCode } = failure(thrown);
    expect(exitCode).toBe(70);
    expect(line).toMatch(/^internal error: .*; please report it: run again with DEBUG=hgm-probe/);
    expect(line).not.toContain('\n');
  });

  it('sends no control character to the terminal', () => {
    expect(failure(new Fault(74, 'cannot write a\u001b[2Jb')).line).not.toContain('\u001b');
  });
});

it('finds names by a few letters or by a part', () => {
  const names = ['register.minor', 'register.missing', 'hgm', 'madv_split'];
  expect(nearest('minor', names)).toEqual(['register.minor']);
  expect(nearest('register.minr', names)[0]).toBe('register.minor');
  expect(nearest('HGN', names)).toEqual(['hgm']);
  expect(nearest('kvm', [...names, 'x'])).toContain('hgm');
  expect(nearest('something else', names)).toEqual([]);
});
