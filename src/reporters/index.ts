import { json } from './json.js';
import type { Reporter } from './reporter.js';

export const FORMATS = [
  'table',
  'json',
  'ndjson',
  'markdown',
  'prometheus',
  'nfd',
  'ansible',
  'facter',
  'nagios',
] as const;

export type Format = (typeof FORMATS)[number];

const LOADERS: Readonly<Record<Format, (checks: readonly string[]) => Promise<Reporter>>> = {
  table: async () => (await import('./table.js')).table,
  json: async () => json,
  ndjson: async () => (await import('./ndjson.js')).ndjson,
  markdown: async () => (await import('./markdown.js')).markdown,
  prometheus: async () => (await import('./prometheus.js')).prometheus,
  nfd: async () => (await import('./nfd.js')).nfd,
  ansible: async () => (await import('./facts.js')).ansible,
  facter: async () => (await import('./facts.js')).facter,
  nagios: async (checks) => (await import('./nagios.js')).nagios(checks),
};

/**
 * Loads the reporter of one format and nothing of the others but JSON: the table's libraries cost start time.
 *
 * @param checks what `nagios` checks; no other format looks at it
 */
export const reporter = (format: Format, checks: readonly string[] = []): Promise<Reporter> =>
  LOADERS[format](checks);
