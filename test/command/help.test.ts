/** What the commands say of themselves: a flag that several of them have is told in the same words. */
import { expect, it } from 'vitest';
import { COMMANDS } from '../../src/commands/index.js';

interface Flag {
  summary?: string;
  helpValue?: string | string[];
}

const flags = Object.entries(COMMANDS).flatMap(([command, { flags = {} }]: [string, { flags?: object }]) =>
  Object.entries(flags as Record<string, Flag>).map(([name, { summary = '', helpValue = '' }]) => ({
    command,
    summary,
    flag: `--${name} ${helpValue}`.trim(),
  })),
);

it('a flag begins with the same words wherever it stands', () => {
  const words = new Map<string, Set<string>>();
  // What follows is about this command: the default, what the JSON has.
  for (const { flag, summary } of flags)
    words.set(flag, (words.get(flag) ?? new Set()).add(summary.split(/[:;.](?= |$)/, 1)[0] ?? ''));
  expect([...words].filter(([, said]) => said.size > 1).map(([flag, said]) => [flag, ...said])).toEqual([]);
});

it('every command and every flag has a sentence', () => {
  const texts = [
    ...Object.entries(COMMANDS).map(([name, { summary }]) => [name, summary] as const),
    ...flags.map(({ command, flag, summary }) => [`${command} ${flag}`, summary] as const),
  ];
  expect(texts.filter(([, text]) => !/^[A-Z].*\.$/.test(text)).map(([name]) => name)).toEqual([]);
});

it('every command has an example of its own', () => {
  const without = Object.entries(COMMANDS).filter(
    ([id, { examples = [] }]: [string, { examples?: readonly string[] }]) => {
      const words = `<%= config.bin %> ${id.replace(':', ' ')}`;
      return !examples.some(
        (line) => line.includes(words) || (id === 'probe' && line === '<%= config.bin %>'),
      );
    },
  );
  expect(without.map(([id]) => id)).toEqual([]);
});
