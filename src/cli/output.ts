import { Flags } from '@oclif/core';
import { FORMATS, type Format } from '../reporters/index.js';
import { usageFault } from './fault.js';
import { openWriter, type Writer } from './writer.js';

/** How and where a report is written, the same for every command that writes one. */
export const OUTPUT_FLAGS = {
  json: Flags.boolean({ summary: 'Write JSON; the same as --format json.' }),
  compact: Flags.boolean({
    summary:
      'With --json: the form that a fleet stores, on one line, without the details; the same as ndjson.',
  }),
  format: Flags.option({ options: FORMATS, summary: 'How it is written; table if not given.' })(),
  output: Flags.string({
    helpValue: 'FILE',
    summary: 'Write to FILE, whole or not at all; - is stdout.',
  }),
  'no-color': Flags.boolean({ summary: 'No colour; NO_COLOR in the environment does the same.' }),
};

/** `Writer.key` of standard output. */
export const STDOUT = 'descriptor 1';

/** @throws Fault: 64 for an empty name, 74 for a file that can't be written */
export function openFor(flag: string, path: string): Writer {
  if (path === '') throw usageFault(`${flag} needs the name of a file`);
  return openWriter(path);
}

/** @throws Fault (64) for flags that contradict each other */
export function chooseFormat(json: boolean, format: Format | undefined, compact = false): Format {
  if (json && format !== undefined && format !== 'json')
    throw usageFault(`--json and --format ${format} contradict each other`);
  const chosen = json ? 'json' : (format ?? 'table');
  if (!compact) return chosen;
  if (chosen !== 'json') throw usageFault('--compact is about the document; give --json, too');
  return 'ndjson';
}
