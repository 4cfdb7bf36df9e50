import type { Reporter } from './reporter.js';

export const FORMATS = ['table', 'json'] as const;

export type Format = (typeof FORMATS)[number];

/** Loads the reporter of one format and nothing of the others: the table's libraries cost start time. */
export async function reporter(format: Format): Promise<Reporter> {
  if (format === 'json') return (await import('./json.js')).json;
  return (await import('./table.js')).table;
}
