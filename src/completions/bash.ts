/** Completion for bash. */
import {
  type Completed,
  type CompletedFlag,
  defaultCommand,
  firstWords,
  quoted,
  topics,
  type Word,
} from './commands.js';

const dashed = ({ flags }: Completed): string =>
  [...flags.map(({ name }) => `--${name}`), '--help'].join(' ');
const plain = (list: readonly Pick<Word, 'word'>[]): string => quoted(list.map(({ word }) => word).join(' '));

function value({ name, values, file }: CompletedFlag): string {
  const reply = file ? '-f' : `-W ${quoted(values.join(' '))}`;
  return `  --${name}) mapfile -t COMPREPLY < <(compgen ${reply} -- "$cur"); return ;;`;
}

/** Names behind a command; bash breaks its words at a colon, and puts in what follows the last of them. */
const named = ({ words, names, files }: Completed): string =>
  names.length === 0
    ? files
      ? `    ' ${words.join(' ')}'*) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;\n`
      : ''
    : `    ' ${words.join(' ')}'*)
      while ((at > 1)) && [[ \${COMP_WORDS[at]} == : || \${COMP_WORDS[at - 1]} == : ]]; do
        cur=\${COMP_WORDS[--at]}$cur
      done
      mapfile -t COMPREPLY < <(compgen -W ${quoted(names.join(' '))} -- "$cur")
      COMPREPLY=("\${COMPREPLY[@]#"\${cur%"\${cur##*:}"}"}")
      return ;;
`;

/** The file's text. */
export function bash(commands: readonly Completed[]): string {
  const taking = commands.flatMap(({ flags }) => flags).filter(({ takes }) => takes);
  const once = [...new Map(taking.map((flag) => [flag.name, flag])).values()];
  return `# Completion for bash, made from the commands.
_hgm_probe() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} said= word words at=$COMP_CWORD
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do [[ $word == -* ]] || said+=" $word"; done
  COMPREPLY=()
  case $prev in
${once.map(value).join('\n')}
  esac
  if [[ $cur == -* ]]; then
    case "$said " in
${commands.map((one) => `    ' ${one.words.join(' ')} '*) words=${quoted(dashed(one))} ;;`).join('\n')}
    *) words=${quoted(`${dashed(defaultCommand(commands))} --version`)} ;;
    esac
  else
    case $said in
    '') words=${plain([...firstWords(commands), { word: 'help' }])} ;;
${topics(commands)
  .map(([first, list]) => `    ' ${first}') words=${plain(list)} ;;\n`)
  .join('')}\
${commands.map(named).join('')}\
    *) return ;;
    esac
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -o filenames -F _hgm_probe hgm-probe
`;
}
