import { usageFault } from '../../ground/fault.js';
import type { Format } from '../../reporters/index.js';
import { DOCUMENT, openWriter, type Writer } from './writer.js';

/** `Writer.key` of standard output. */
export const STDOUT = 'descriptor 1';

/** @throws Fault: 64 for an empty name, 74 for a file that can't be written */
export function openFor(flag: string, path: string, wanted = DOCUMENT): Writer {
  if (path === '') throw usageFault(`${flag} needs the name of a file`);
  return openWriter(path, wanted);
}

/** What says how a report is written. */
export interface FormatFlags {
  json: boolean;
  compact: boolean;
  stable?: boolean;
  format?: Format | undefined;
}

/** @throws Fault (64) for flags that contradict each other */
export function chooseFormat({ json, compact, stable, format: named }: FormatFlags): Format {
  const format = stable ? 'stable' : named;
  if (json && format !== undefined && format !== 'json')
    throw usageFault(`--json and --format ${format} contradict each other`);
  const chosen = json ? 'json' : (format ?? 'table');
  if (!compact) return chosen;
  if (chosen !== 'json') throw usageFault('--compact is about the document; give --json, too');
  return 'ndjson';
}
