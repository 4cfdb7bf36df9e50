/** Completion for fish. */
import {
  type Completed,
  type CompletedFlag,
  defaultCommand,
  firstWords,
  quoted,
  topics,
  type Word,
} from './commands.js';

const seen = (words: readonly string[]): string =>
  words.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');

function flag(where: string, { name, char, summary, takes, values, file }: CompletedFlag): string {
  const value = takes ? ` -r${file ? ' -F' : ' -f'}` : '';
  const list = values.length > 0 ? ` -a ${quoted(values.join(' '))}` : '';
  return `complete -c hgm-probe -n ${quoted(where)} ${char === null ? '' : `-s ${char} `}-l ${name}${value}${list} -d ${quoted(summary)}`;
}

const command = (where: string, { word, summary }: Word): string =>
  `complete -c hgm-probe -n ${quoted(where)} -f -a ${word} -d ${quoted(summary)}`;

/** Names behind a command; where neither they nor files may stand, nothing is offered. */
const named = ({ words, names, files }: Completed): string[] =>
  names.length === 0
    ? files
      ? []
      : [`complete -c hgm-probe -n ${quoted(seen(words))} -f`]
    : [`complete -c hgm-probe -n ${quoted(seen(words))} -f -a ${quoted(names.map(literal).join(' '))}`];

/** The list is read once more, as words of fish. */
const literal = (name: string): string => (/[<>]/.test(name) ? `"${name}"` : name);

/** The file's text. */
export function fish(commands: readonly Completed[]): string {
  const first = firstWords(commands);
  const none = `not ${seen([first.map(({ word }) => word).join(' ')])}`;
  const lines = [
    ...first.map((one) => command(none, one)),
    ...topics(commands).flatMap(([word, list]) => list.map((one) => command(seen([word]), one))),
    ...defaultCommand(commands).flags.map((one) => flag(none, one)),
    ...commands.flatMap(named),
    ...commands.flatMap(({ words, flags }) => flags.map((one) => flag(seen(words), one))),
  ];
  return `# Completion for fish, made from the commands.\n${lines.join('\n')}\n`;
}
