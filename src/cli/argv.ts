import { usageFault } from './fault.js';
import { nearest } from './nearest.js';

/**
 * Puts in the command that a bare `hgm-probe [flags]` means, and turns `help COMMAND` into the flag
 * that oclif knows.
 *
 * @param commands ids; `topic:command` is typed as two words
 * @throws Fault (64) for a word that is no command
 */
export function defaultCommand(argv: readonly string[], commands: readonly string[]): string[] {
  const [first, ...rest] = argv;
  if (first === '--help' || first === '-h') return ['--help'];
  if (first === 'help') return rest[0] === undefined ? ['--help'] : [...checked(rest, commands), '--help'];
  if (first === undefined || first.startsWith('-')) return ['probe', ...argv];
  return checked(argv, commands);
}

/** The words as typed, if the first of them, or the first two, are a command. */
function checked(words: readonly string[], commands: readonly string[]): string[] {
  const [first = '', second, ...rest] = words;
  const below = commands.filter((id) => id.startsWith(`${first}:`)).map((id) => id.slice(first.length + 1));
  if (below.length === 0) return [known(first, commands, ''), ...words.slice(1)];
  if (second === undefined || second === '--help' || second === '-h') return [first, '--help'];
  return [first, known(second, below, `${first} `), ...rest];
}

function known(word: string, commands: readonly string[], topic: string): string {
  if (commands.includes(word)) return word;
  const near = nearest(word, commands, 1)[0]?.replace(':', ' ');
  const hint = near === undefined ? '' : `, did you mean ${topic}${near}?`;
  throw usageFault(`unknown command ${topic}${word}${hint}; see hgm-probe ${topic}--help`);
}

/** Whether oclif is to answer with help: the flag anywhere before a `--`. */
export const asksForHelp = (words: readonly string[]): boolean => {
  const end = words.indexOf('--');
  return words.slice(0, end < 0 ? undefined : end).includes('--help');
};

/**
 * The command of words that `defaultCommand` gave, and what is left of them.
 *
 * @param commands ids, as there
 */
export function commandOf(words: readonly string[], commands: readonly string[]) {
  const [first = '', second] = words;
  const own = commands.includes(first);
  return { id: own ? first : `${first}:${second}`, rest: words.slice(own ? 1 : 2) };
}
