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

const reply = ({ values, file }: CompletedFlag): string =>
  `mapfile -t COMPREPLY < <(compgen ${file ? '-f' : `-W ${quoted(values.join(' '))}`} -- "$cur"); return`;

/** What follows a flag that takes a value: of a command that differs from the others first. */
function value(commands: readonly Completed[], name: string): string[] {
  const taking = commands.flatMap(({ words, flags }) =>
    flags.filter((flag) => flag.takes && flag.name === name).map((flag) => ({ words, says: reply(flag) })),
  );
  const own = defaultCommand(commands).words;
  const usual = taking.find(({ words }) => words === own) ?? taking[0];
  return [
    ...taking
      .filter(({ says }) => says !== usual?.says)
      .map(({ words, says }) => `  ' ${words.join(' ')} '*'--${name}') ${says} ;;`),
    `  *' --${name}') ${usual?.says} ;;`,
  ];
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
  const names = [...new Set(taking.map(({ name }) => name))];
  return `# Completion for bash, made from the commands.
_hgm_probe() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} said= word words at=$COMP_CWORD
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do [[ $word == -* ]] || said+=" $word"; done
  COMPREPLY=()
  case "$said $prev" in
${names.flatMap((name) => value(commands, name)).join('\n')}
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
