import { usageFault } from '../../ground/fault.js';
import { nearest } from '../../ground/nearest.js';

/**
 * Puts in the command that a bare `hgm-probe [flags]` means, and turns `-h` and `help COMMAND` into the flag that
 * oclif knows.
 *
 * @param commands ids; `topic:command` is typed as two words
 * @throws Fault (64) for a word that is no command
 */
export function defaultCommand(argv: readonly string[], commands: readonly string[]): string[] {
  const words = spelledOut(argv);
  const [first, ...rest] = words;
  if (first === '--help') return ['--help'];
  if (first === 'help') return isName(rest[0]) ? [...checked(rest, commands), '--help'] : ['--help'];
  return isName(first) ? checked(words, commands) : ['probe', ...words];
}

/** `-h` in full; what stands behind a `--` is no flag. */
function spelledOut(words: readonly string[]): string[] {
  const end = flagsOf(words).length;
  return words.map((word, at) => (word === '-h' && at < end ? '--help' : word));
}

const isName = (word: string | undefined): boolean => word !== undefined && !word.startsWith('-');

/** The words as typed, if the first of them, or the first two, are a command. */
function checked(words: readonly string[], commands: readonly string[]): string[] {
  const [first = '', second, ...rest] = words;
  const below = commands.filter((id) => id.startsWith(`${first}:`)).map((id) => id.slice(first.length + 1));
  if (below.length === 0) return [known(first, commands, ''), ...words.slice(1)];
  if (second === undefined || second === '--help') return [first, '--help'];
  return [first, known(second, below, `${first} `), ...rest];
}

function known(word: string, commands: readonly string[], topic: string): string {
  if (commands.includes(word)) return word;
  const near = nearest(word, commands, 1)[0]?.replace(':', ' ');
  const hint = near === undefined ? '' : `, did you mean ${topic}${near}?`;
  throw usageFault(`unknown command ${topic}${word}${hint}; see hgm-probe ${topic}--help`);
}

/** Whether oclif is to answer with help: the flag anywhere before a `--`. */
export const asksForHelp = (words: readonly string[]): boolean => flagsOf(words).includes('--help');

/** Whether a monitor started it, who knows no exit code but 0 to 3, however the rest of the line is mistyped. */
export function asksForPlugin(words: readonly string[]): boolean {
  const flags = flagsOf(words);
  return flags.some(
    (word, at) => word === '--format=nagios' || (word === 'nagios' && flags[at - 1] === '--format'),
  );
}

function flagsOf(words: readonly string[]): readonly string[] {
  const end = words.indexOf('--');
  return words.slice(0, end < 0 ? undefined : end);
}

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
