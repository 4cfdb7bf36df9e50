/** Flags that several commands have, in the same words. */
import { FORMATS } from '../../reporters/index.js';
import { SECTIONS } from '../../reporters/sections.js';
import { COLOURS, type Colour } from '../output/terminal.js';
import { Flags } from './definition.js';

/** Pages that a run may take, the same for every command that probes. */
export const BORROW_FLAG = Flags.option({
  multiple: true,
  helpValue: 'none|auto|SIZE',
  summary:
    'Huge pages that may be taken for the run: none; auto, one where two more stay free; or one of SIZE.',
});

/** What a run may do to the host, the same for every command that asks the kernel. */
export const OBSERVE_FLAGS = {
  borrow: BORROW_FLAG,
  'no-latency': Flags.boolean({ summary: 'Measure no latency.' }),
};

/** Whose eyes a run looks with, the same for every command that observes. */
export const IDENTITY_FLAGS = {
  as: Flags.option({
    helpValue: 'USER[:GROUP]',
    summary: 'Look as that user, with its groups and no capabilities; names or numbers.',
  }),
  'like-pid': Flags.option({
    helpValue: 'PID',
    summary: 'Look as that process: its user, groups, capabilities and namespaces.',
  }),
};

/** For the commands whose exit code is a monitoring plugin's where they write that format. */
export const CHECK_FLAG = {
  check: Flags.option({
    multiple: true,
    helpValue: 'NAME',
    summary:
      'What must work: with --format nagios hgm, ID, ID:MEMORY or profile:NAME, else any answer on HGM is OK; with --quiet any EXPR of hgm-probe require.',
  }),
};

/** Takes the place of whatever else is written. */
export const QUIET_FLAG = {
  quiet: Flags.boolean({
    exclusive: [
      'all',
      'section',
      'brief',
      'json',
      'compact',
      'stable',
      'format',
      'output',
      'record',
      'scrub',
      'html',
    ],
    summary: 'Print nothing: the exit code is that of hgm-probe require for what --check names.',
  }),
};

/** The consumers whose readiness is judged, the same for every command that judges. */
export const PROFILE_FLAGS = {
  profiles: Flags.option({
    helpValue: 'DIR',
    summary: 'Take the profiles in DIR, too; one of the same name replaces that of hgm-probe.',
  }),
};

/** What a report says beside the capabilities, the same for every command that judges. */
export const JUDGE_FLAGS = {
  ttl: Flags.option({
    helpValue: 'TIME',
    summary: 'How long the document is good for: 90m, 12h, 7d; a day if not given.',
  }),
  ...PROFILE_FLAGS,
};

/** Whether there are colours, the same for every command that draws a report. */
export const COLOUR_FLAGS = {
  color: Flags.option({
    options: COLOURS,
    summary:
      'When there are colours: auto, on a terminal, as NO_COLOR, FORCE_COLOR and CLICOLOR in the environment allow.',
  }),
  'no-color': Flags.boolean({
    exclusive: ['color'],
    summary: 'No colour; NO_COLOR in the environment does the same.',
  }),
};

/** Those flags, read. */
export interface ColourWish {
  color?: Colour | undefined;
  'no-color': boolean;
}

export const colourOf = (flags: ColourWish): Colour =>
  flags['no-color'] ? 'never' : (flags.color ?? 'auto');

/** How and where a report is written, the same for every command that writes one. */
export const OUTPUT_FLAGS = {
  json: Flags.boolean({ summary: 'Write JSON; the same as --format json.' }),
  compact: Flags.boolean({
    summary:
      'With --json: the form that a fleet stores, on one line, without the details; the same as ndjson.',
  }),
  stable: Flags.boolean({
    exclusive: ['json', 'compact', 'format'],
    summary: 'Write what lasts, the same from every run on an unchanged host; the same as --format stable.',
  }),
  format: Flags.option({ options: FORMATS, summary: 'How it is written; table if not given.' }),
  output: Flags.option({
    helpValue: 'FILE',
    summary: 'Write to FILE, whole or not at all; - is stdout.',
  }),
  ...COLOUR_FLAGS,
};

/** The same words wherever a page is written beside the answer. */
export const PAGE_FLAG = {
  html: Flags.option({
    helpValue: 'FILE',
    summary: 'Write one self-contained HTML page to FILE, too.',
  }),
};

/** How much of the table is drawn, the same for every command that draws the report of a host. */
export const VIEW_FLAGS = {
  all: Flags.boolean({
    char: 'a',
    exclusive: ['section', 'brief'],
    summary: 'All of it: every section of the table, with the whole matrix.',
  }),
  section: Flags.option({
    multiple: true,
    helpValue: 'NAME[,NAME]',
    exclusive: ['brief'],
    summary: `Only these sections of the table: ${SECTIONS.join(', ')}.`,
  }),
  brief: Flags.boolean({ summary: 'Two lines: what serves faults of base pages here, and who is ready.' }),
};

/** Flags of every command that asks the kernel itself and writes the report. */
export const RUN_FLAGS = {
  ...OUTPUT_FLAGS,
  ...JUDGE_FLAGS,
  record: Flags.option({
    helpValue: 'FILE',
    summary: 'Keep every call and its answer in FILE, too; a new one is yours alone to read.',
  }),
  scrub: Flags.boolean({
    summary:
      'Leave machine id, boot id and the names of host, account and cgroup out of what --record keeps.',
  }),
};
