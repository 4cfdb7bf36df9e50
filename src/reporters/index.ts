import { json } from './formats/json.js';
import type { Reporter } from './reporter.js';
import { type View, WHOLE } from './sections.js';

export const FORMATS = [
  'table',
  'json',
  'ndjson',
  'stable',
  'markdown',
  'prometheus',
  'nfd',
  'nova',
  'ansible',
  'facter',
  'nagios',
  'tap',
  'csv',
] as const;

export type Format = (typeof FORMATS)[number];

/** What one format alone is told. */
export interface Asked {
  /** What `nagios` checks. */
  checks?: readonly string[];
  /** What `table` draws. */
  view?: View;
}

const LOADERS: Readonly<Record<Format, (asked: Asked) => Promise<Reporter>>> = {
  table: async ({ view = WHOLE }) => (await import('./table.js')).tableOf(view),
  json: async () => json,
  ndjson: async () => (await import('./formats/ndjson.js')).ndjson,
  stable: async () => (await import('./formats/stable.js')).stable,
  markdown: async () => (await import('./formats/markdown.js')).markdown,
  prometheus: async () => (await import('./formats/prometheus.js')).prometheus,
  nfd: async () => (await import('./formats/nfd.js')).nfd,
  nova: async () => (await import('./formats/nova.js')).nova,
  ansible: async () => (await import('./formats/facts.js')).ansible,
  facter: async () => (await import('./formats/facts.js')).facter,
  tap: async () => (await import('./formats/tap.js')).tap,
  csv: async () => (await import('./formats/csv.js')).csv,
  nagios: async ({ checks = [] }) => (await import('./formats/nagios.js')).nagios(checks),
};

/** Loads the reporter of one format and nothing of the others but JSON: the table's libraries cost start time. */
export const reporter = (format: Format, asked: Asked = {}): Promise<Reporter> => LOADERS[format](asked);
