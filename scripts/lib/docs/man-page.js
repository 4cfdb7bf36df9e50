/** The man page, made from what the commands say of themselves, so that no flag is missing. */
import { roff, section, tagged } from './roff.js';

/** The names that are written for people only; they stand in none of the commands. */
const TEXTS = {
  description:
    'Asks the kernel, with system calls on memory of its own, what userfaultfd and huge pages can do on this host ' +
    'for this caller, and what it costs. No setting is changed and no pool is resized; a huge page is taken only ' +
    'as --borrow says, and given back. hgm-probe alone is hgm-probe probe.',
  exit: [
    ['0', 'the report was written, whatever the host can do'],
    [
      '1',
      'require, and --quiet: conclusively not met; diff --exit-code: something differs that outlasts the runs',
    ],
    ['3', 'require, and --quiet: cannot tell'],
    ['64', 'wrong usage'],
    ['65', 'input that is damaged, with the place of the damage'],
    ['70', 'a fault of the tool'],
    ['74', 'a file that cannot be read or written'],
    ['141', 'who read standard output left before its end'],
  ],
  plugin: 'With --format nagios the exit code is that of a monitoring plugin: 0, 1, 2, 3.',
  files: [
    [
      '/etc/default/hgm-probe',
      'HGM_PROBE_TO and HGM_PROBE_FLAGS of hgm-probe.service; for HGM_PROBE_FLAGS="--as USER" the unit says which drop-in it needs',
    ],
    ['/var/lib/hgm-probe', 'where hgm-probe.service keeps the document of the last run'],
  ],
  environment: [
    ['NO_COLOR', 'no colour, if set and not empty; before all others'],
    ['FORCE_COLOR', 'colour on standard output, whatever it is; none where it is 0 or false'],
    ['CLICOLOR_FORCE, CLICOLOR', 'the same by CLICOLOR_FORCE=1; none on a terminal by CLICOLOR=0'],
    ['DEBUG', 'the stack of a failure on stderr'],
  ],
};

/**
 * The text of hgm-probe.1 for the commands by their names, in the roff of man(7).
 *
 * @param date of the day when it came to say something else, as 2026-11-28
 */
export function manPage(commands, version, date) {
  const names = Object.keys(commands).sort();
  return [
    `.TH HGM-PROBE 1 "${date}" "hgm-probe ${version}" "User Commands"`,
    section('NAME', 'hgm-probe \\- what userfaultfd and huge pages can do on this host'),
    section('SYNOPSIS', '.B hgm-probe\n[\\fICOMMAND\\fR] [\\fIFLAG\\fR ...]'),
    section('DESCRIPTION', roff(TEXTS.description)),
    section('COMMANDS', names.map((name) => command(name, commands[name])).join('\n')),
    section('EXIT STATUS', `${tagged(TEXTS.exit)}\n.PP\n${roff(TEXTS.plugin)}`),
    section('ENVIRONMENT', tagged(TEXTS.environment)),
    section('FILES', tagged(TEXTS.files)),
    section('EXAMPLES', names.flatMap((name) => examples(name, commands[name])).join('\n')),
    section(
      'SEE ALSO',
      '.BR hgm-probe-report (5),\n.BR userfaultfd (2),\n.BR ioctl_userfaultfd (2),\n.BR memfd_create (2)',
    ),
  ]
    .join('\n')
    .concat('\n');
}

/** The day that a page says of itself; empty where it has none. */
export const dateOf = (page) => /^\.TH \S+ [15] "(\d{4}-\d{2}-\d{2})"/.exec(page)?.[1] ?? '';

function command(name, { summary, description, usage, args = {}, flags = {} }) {
  const synopsis = usage ?? [spoken(name), ...Object.entries(args).map(argument), '[FLAG ...]'].join(' ');
  const rows = [
    ...Object.entries(args).map(([key, arg]) => [key, arg.description ?? '']),
    ...Object.entries(flags).map(([key, flag]) => [flagName(key, flag), flagText(flag)]),
  ];
  const texts = [summary, ...(description ?? '').split('\n\n')].filter(
    (text) => text !== undefined && text !== '',
  );
  return [`.SS ${roff(synopsis)}`, texts.map(roff).join('\n.PP\n'), tagged(rows)].filter(Boolean).join('\n');
}

function flagName(key, { type, char, helpValue, options }) {
  const name = char === undefined ? `--${key}` : `-${char}, --${key}`;
  if (type === 'boolean') return name;
  return `${name} ${options === undefined ? (helpValue ?? 'VALUE') : options.join('|')}`;
}

function flagText({ summary = '', default: fallback, multiple, required }) {
  const more = [
    ...(fallback === undefined || fallback === false ? [] : [`Default: ${fallback}.`]),
    ...(multiple ? ['May be given more than once.'] : []),
    ...(required ? ['Must be given.'] : []),
  ];
  return [summary, ...more].join(' ');
}

const spoken = (name) => name.replaceAll(':', ' ');

const argument = ([key, { required }]) => (required ? key : `[${key}]`);

/** The lines of a command as they are typed, below what it is for. */
function examples(name, { summary, examples: lines = [] }) {
  if (lines.length === 0) return [];
  const typed = lines.map((line) => roff(line.replaceAll('<%= config.bin %>', 'hgm-probe')));
  return [`.TP\n.B ${roff(spoken(name))}\n${roff(summary)}\n.PP\n.RS\n.nf`, ...typed, '.fi\n.RE'];
}
