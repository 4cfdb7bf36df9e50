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
    ['1', 'require: conclusively not met; diff --exit-code: something differs that outlasts the runs'],
    ['3', 'require: cannot tell'],
    ['64', 'wrong usage'],
    ['65', 'input that is damaged, with the place of the damage'],
    ['70', 'a fault of the tool'],
    ['74', 'a file that cannot be read or written'],
  ],
  plugin: 'With --format nagios the exit code is that of a monitoring plugin: 0, 1, 2, 3.',
  files: [
    ['/etc/default/hgm-probe', 'HGM_PROBE_TO and HGM_PROBE_FLAGS of hgm-probe.service'],
    ['/var/lib/hgm-probe', 'where hgm-probe.service keeps the document of the last run'],
  ],
  environment: [
    ['NO_COLOR', 'no colour, if set and not empty'],
    ['DEBUG', 'the stack of a failure on stderr'],
  ],
};

/** The text of hgm-probe.1 for the commands by their names, in the roff of man(7). */
export function manPage(commands, version) {
  const names = Object.keys(commands).sort();
  return [
    `.TH HGM-PROBE 1 "" "hgm-probe ${version}" "User Commands"`,
    section('NAME', 'hgm-probe \\- what userfaultfd and huge pages can do on this host'),
    section('SYNOPSIS', '.B hgm-probe\n[\\fICOMMAND\\fR] [\\fIFLAG\\fR ...]'),
    section('DESCRIPTION', roff(TEXTS.description)),
    section('COMMANDS', names.map((name) => command(name, commands[name])).join('\n')),
    section('EXIT STATUS', `${tagged(TEXTS.exit)}\n.PP\n${roff(TEXTS.plugin)}`),
    section('ENVIRONMENT', tagged(TEXTS.environment)),
    section('FILES', tagged(TEXTS.files)),
    section('SEE ALSO', '.BR userfaultfd (2),\n.BR ioctl_userfaultfd (2),\n.BR memfd_create (2)'),
  ]
    .join('\n')
    .concat('\n');
}

function command(name, { summary, description, args = {}, flags = {} }) {
  const synopsis = [name.replaceAll(':', ' '), ...Object.keys(args)].join(' ');
  const rows = [
    ...Object.entries(args).map(([key, arg]) => [key, arg.description ?? '']),
    ...Object.entries(flags).map(([key, flag]) => [flagName(key, flag), flag.summary ?? '']),
  ];
  const texts = [summary, ...(description ?? '').split('\n\n')].filter(
    (text) => text !== undefined && text !== '',
  );
  return [`.SS ${roff(synopsis)}`, texts.map(roff).join('\n.PP\n'), tagged(rows)].filter(Boolean).join('\n');
}

function flagName(key, { type, helpValue, options }) {
  if (type === 'boolean') return `--${key}`;
  return `--${key} ${options === undefined ? (helpValue ?? 'VALUE') : options.join('|')}`;
}
