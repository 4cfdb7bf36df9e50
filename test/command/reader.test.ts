/** The reader of the command line: what it refuses, word for word, and beside oclif's, which helps with the same flags. */
import { Parser } from '@oclif/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Arguments, Definitions } from '../../src/cli/line/definition.js';
import { type Line, readLine } from '../../src/cli/line/reader.js';
import { COMMANDS } from '../../src/commands/index.js';

type AnyLine = Line<Definitions, Arguments>;

const lineOf = (id: keyof typeof COMMANDS): AnyLine => {
  const { flags, args, strict } = COMMANDS[id];
  return { id, flags, args, strict };
};

const IDS = Object.keys(COMMANDS) as (keyof typeof COMMANDS)[];

const FILE =
  'FILE Files, directories, patterns, or - for stdin: NDJSON plain, gzip or zstd, documents of --json, Parquet of fleet export';

it.each([
  [
    'diff',
    [],
    `missing 2 required args: OLD The document from before; - is stdin. NEW The document to compare with it; - is stdin; see hgm-probe diff --help`,
  ],
  [
    'diff',
    ['a'],
    'missing 1 required arg: NEW The document to compare with it; - is stdin; see hgm-probe diff --help',
  ],
  ['diff', ['a', 'b', 'c', 'd'], 'unexpected arguments: c, d; see hgm-probe diff --help'],
  ['fleet:summary', [], `missing 1 required arg: ${FILE}; see hgm-probe fleet summary --help`],
  ['fleet:export', ['x'], 'missing required flag to; see hgm-probe fleet export --help'],
  [
    'require',
    ['--explain', '--json', 'x'],
    '--json=true cannot also be provided when using --explain; see hgm-probe require --help',
  ],
  [
    'require',
    ['x', '--allow-expired'],
    'all of the following must be provided when using --allow-expired: --from; see hgm-probe require --help',
  ],
  ['explain', ['--format', 'x'], 'expected --format=x to be one of: text, markdown; see hgm-probe --help'],
  ['probe', ['x'], 'unexpected argument: x; see hgm-probe probe --help'],
  ['probe', ['--json=true'], 'unexpected argument: true; see hgm-probe probe --help'],
  ['probe', ['--', '-x', 'y'], 'unexpected arguments: -x, y; see hgm-probe probe --help'],
  ['probe', ['--as'], '--as wants a value; see hgm-probe probe --help'],
  ['probe', ['--as', '--json'], '--as wants a value; see hgm-probe probe --help'],
  ['probe', ['--record=--json'], '--record wants a value; see hgm-probe probe --help'],
  ['probe', ['--as', 'a', '--as=b'], '--as is given twice; see hgm-probe probe --help'],
  ['probe', ['--fo', '-k'], 'unknown flag --fo, did you mean --format?; see hgm-probe probe --help'],
  ['probe', ['--constructor'], 'unknown flag --constructor; see hgm-probe probe --help'],
  ['explain', ['-x'], 'unknown flag -x; see hgm-probe explain --help'],
] as const)('%s %j: %s', (id, words, message) => {
  expect(() => readLine(lineOf(id), words)).toThrow(expect.objectContaining({ message, exitCode: 64 }));
});

describe('beside oclif', () => {
  /** What oclif's own definitions have beside ours. */
  const definitions = ({ flags, args, strict }: AnyLine) => ({
    flags: Object.fromEntries(
      Object.entries(flags).map(([name, flag]) => [
        name,
        { ...flag, parse: async (value: unknown) => value, input: [], multipleNonGreedy: true },
      ]),
    ),
    args: Object.fromEntries(
      Object.entries(args).map(([name, arg]) => [
        name,
        { ...arg, parse: async (value: string) => value, input: [], ignoreStdin: true },
      ]),
    ),
    strict,
  });

  /** Words that mean something to the command, and some that mean nothing. */
  const words = ({ flags }: AnyLine) => {
    const known = Object.entries(flags).flatMap(([name, flag]) => [
      `--${name}`,
      `--${name}=v`,
      `--${name}=--json`,
      ...('options' in flag ? [`--${name}=${flag.options?.[0]}`] : []),
    ]);
    return fc.array(
      fc.constantFrom(...known, 'x', 'y', '-', '--', '-5', '-x', '--no-json', '--jso', '--=', ''),
      {
        maxLength: 6,
      },
    );
  };

  it.each(IDS)('%s is understood alike, or refused by both', async (id) => {
    const line = lineOf(id);
    const oclifs = definitions(line) as unknown as Parameters<typeof Parser.parse>[1];
    await fc.assert(
      fc.asyncProperty(words(line), async (typed) => {
        const theirs = await Parser.parse(typed, oclifs).catch(() => null);
        if (theirs === null)
          expect(() => readLine(line, typed)).toThrow(expect.objectContaining({ exitCode: 64 }));
        else {
          const { flags, args, argv } = readLine(line, typed);
          // A switch that is not given oclif leaves out.
          const given = Object.entries(flags).filter(([, value]) => value !== false && value !== undefined);
          const named = Object.entries(args).filter(([, value]) => value !== undefined);
          expect([Object.fromEntries(given), Object.fromEntries(named)]).toEqual([
            Object.fromEntries(Object.entries(theirs.flags).filter(([, value]) => value !== undefined)),
            theirs.args,
          ]);
          // oclif's are in another order where one was typed twice.
          expect([...argv].sort()).toEqual([...(theirs.argv as string[])].sort());
        }
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});
