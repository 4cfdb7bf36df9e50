/** Completion for fish. */
import { defaultCommand, firstWords, quoted, topics } from './commands.js';

const seen = (words) => words.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');

function flag(where, { name, summary, takes, values, file }) {
  const value = takes ? ` -r${file ? ' -F' : ' -f'}` : '';
  const list = values.length > 0 ? ` -a ${quoted(values.join(' '))}` : '';
  return `complete -c hgm-probe -n ${quoted(where)} -l ${name}${value}${list} -d ${quoted(summary)}`;
}

const command = (where, { word, summary }) =>
  `complete -c hgm-probe -n ${quoted(where)} -f -a ${word} -d ${quoted(summary)}`;

const named = ({ words, names }) =>
  names.length === 0
    ? []
    : [`complete -c hgm-probe -n ${quoted(seen(words))} -f -a ${quoted(names.map(literal).join(' '))}`];

/** The list is read once more, as words of fish. */
const literal = (name) => (/[<>]/.test(name) ? `"${name}"` : name);

/** The file's text. */
export function fish(commands) {
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
