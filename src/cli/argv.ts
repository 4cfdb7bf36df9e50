import { usageFault } from './fault.js';
import { nearest } from './nearest.js';

/**
 * Puts in the command that a bare `hgm-probe [flags]` means, and turns `help COMMAND` into the flag
 * that oclif knows.
 *
 * @throws Fault (64) for a word that is no command
 */
export function defaultCommand(argv: readonly string[], commands: readonly string[]): string[] {
  const [first, ...rest] = argv;
  if (first === '--help' || first === '-h') return ['--help'];
  if (first === 'help') return rest[0] === undefined ? ['--help'] : [known(rest[0], commands), '--help'];
  if (first === undefined || first.startsWith('-')) return ['probe', ...argv];
  return [known(first, commands), ...rest];
}

function known(word: string, commands: readonly string[]): string {
  if (commands.includes(word)) return word;
  const near = nearest(word, commands, 1)[0];
  const hint = near === undefined ? '' : `, did you mean ${near}?`;
  throw usageFault(`unknown command ${word}${hint}; see hgm-probe --help`);
}
