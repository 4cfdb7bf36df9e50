/** Completion for zsh. */
import {
  type Completed,
  type CompletedFlag,
  defaultCommand,
  firstWords,
  topics,
  type Word,
} from './commands.js';

const escaped = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&').replaceAll("'", "'\\''");

function flag({ name, summary, takes, values, file }: CompletedFlag): string {
  const list = values.length > 0 ? `(${values.join(' ')})` : '';
  return `'*--${name}[${escaped(summary)}]${takes ? `:value:${file ? '_files' : list}` : ''}'`;
}

/** What stands between the parentheses is read once more, as words of zsh. */
function rest({ names, files }: Completed): string[] {
  if (files) return ["'*:file:_files'"];
  if (names.length === 0) return [];
  return [`'*:name:(${names.map((name) => name.replace(/[<>]/g, '\\$&')).join(' ')})'`];
}

const specs = (command: Completed): string =>
  [...command.flags.map(flag), "'--help[Show help]'", ...rest(command)].join(' \\\n    ');

const described = (what: string, list: readonly Word[]): string =>
  `{ local -a words=(\n${list.map(({ word, summary }) => `    '${word}:${escaped(summary)}'`).join('\n')}\n    ); _describe ${what} words }`;

/** The file's text. */
export function zsh(commands: readonly Completed[]): string {
  return `#compdef hgm-probe
# Completion for zsh, made from the commands.
_hgm_probe() {
  if (( CURRENT == 2 )) && [[ $PREFIX != -* ]]; then
    ${described('command', firstWords(commands))}
    return
  fi
${topics(commands)
  .map(
    ([first, list]) => `  if (( CURRENT == 3 )) && [[ $words[2] == ${first} ]]; then
    ${described('command', list)}
    return
  fi
`,
  )
  .join('')}\
  case "$words[2] $words[3] " in
${commands.map((one) => `  '${one.words.join(' ')} '*) _arguments ${specs(one)} ;;`).join('\n')}
  *) _arguments ${specs(defaultCommand(commands))} ;;
  esac
}
_hgm_probe "$@"
`;
}
