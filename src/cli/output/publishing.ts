import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Fault, usageFault } from '../../ground/fault.js';
import { FORMATS, type Format } from '../../reporters/index.js';
import { openWriter, type Writer } from './writer.js';

/** What a consumer finds in its folder: the name that it asks for, and whether only a folder makes sense. */
const FILES: Readonly<Partial<Record<Format, { name: string; folderOnly: boolean }>>> = {
  prometheus: { name: 'hgm_probe.prom', folderOnly: true },
  nfd: { name: 'hgm-probe', folderOnly: true },
  nova: { name: 'hgm-probe.yaml', folderOnly: true },
  ansible: { name: 'hgm_probe.fact', folderOnly: true },
  facter: { name: 'hgm_probe.json', folderOnly: true },
  ndjson: { name: 'hgm-probe.ndjson', folderOnly: false },
  json: { name: 'hgm-probe.json', folderOnly: false },
  stable: { name: 'hgm-probe.stable.json', folderOnly: false },
  markdown: { name: 'hgm-probe.md', folderOnly: false },
};

export const PUBLISHED = FORMATS.filter((format) => FILES[format] !== undefined);

/**
 * Read by other users than the one that publishes, as far as the umask allows, and never executable: Ansible and
 * Facter run what is.
 */
const PUBLIC = { mode: 0o644, keep: false };

/** One `--to FORMAT=PLACE`. */
export interface Destination {
  format: Format;
  path: string;
}

/** @throws Fault (64) for what is no FORMAT=PLACE */
export function parseDestination(value: string): Destination {
  const [word = '', place = ''] = value.split(/=(.*)/s);
  const format = PUBLISHED.find((name) => name === word);
  const file = format === undefined ? undefined : FILES[format];
  if (format === undefined || file === undefined || place === '')
    throw usageFault(`--to ${value} is not FORMAT=PLACE, with one of ${PUBLISHED.join(', ')}`);
  const inside = isFolder(place) || file.folderOnly || place.endsWith('/');
  return { format, path: inside ? join(place, file.name) : place };
}

/** What can't be looked at is no folder here; opening it says why. */
function isFolder(place: string): boolean {
  try {
    return statSync(place).isDirectory();
  } catch {
    return false;
  }
}

/** A destination that can be written, or why it can't. */
export type Opened = Destination & ({ writer: Writer } | { failure: Fault });

/**
 * Tries every destination before the run, so that one that can't be written does not cost the others theirs.
 *
 * @throws Fault (64) where two lead to the same place
 */
export function openAll(destinations: readonly Destination[]): Opened[] {
  const opened = destinations.map(open);
  const keys = opened.flatMap((one) => ('writer' in one ? [one.writer.key] : []));
  const twice = opened.find(
    (one) => 'writer' in one && keys.indexOf(one.writer.key) !== keys.lastIndexOf(one.writer.key),
  );
  if (twice) throw usageFault(`two of --to lead to ${twice.path}; name different places`);
  return opened;
}

function open(destination: Destination): Opened {
  try {
    return { ...destination, writer: openWriter(destination.path, PUBLIC) };
  } catch (error) {
    if (error instanceof Fault) return { ...destination, failure: error };
    throw error;
  }
}
