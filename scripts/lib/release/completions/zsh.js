/** Completion for zsh. */
import { defaultCommand, firstWords, topics } from './commands.js';

const escaped = (text) => text.replace(/[[\]:\\]/g, '\\$&').replaceAll("'", "'\\''");

function flag({ name, summary, takes, values, file }) {
  const list = values.length > 0 ? `(${values.join(' ')})` : '';
  return `'*--${name}[${escaped(summary)}]${takes ? `:value:${file ? '_files' : list}` : ''}'`;
}

/** What stands between the parentheses is read once more, as words of zsh. */
const rest = (names) =>
  names.length === 0
    ? "'*:file:_files'"
    : `'*:name:(${names.map((name) => name.replace(/[<>]/g, '\\$&')).join(' ')})'`;

const specs = ({ flags, names }) =>
  [...flags.map(flag), "'--help[Show help]'", rest(names)].join(' \\\n    ');

const described = (what, list) =>
  `{ local -a words=(\n${list.map(({ word, summary }) => `    '${word}:${escaped(summary)}'`).join('\n')}\n    ); _describe ${what} words }`;

/** The file's text. */
export function zsh(commands) {
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
