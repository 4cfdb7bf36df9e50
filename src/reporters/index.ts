import type { Report } from '../report/contract.js';

/** What the reader's screen can show; a format for machines does not look at it. */
export interface Look {
  /** Columns; Infinity where lines are never broken. */
  width: number;
  colour: boolean;
}

/** One signature for every format. Pure: the same report gives the same text. */
export type Reporter = (report: Report, look: Look) => string;

export const FORMATS = ['table', 'json'] as const;

export type Format = (typeof FORMATS)[number];

/** Loads the reporter of one format and nothing of the others: the table's libraries cost start time. */
export async function reporter(format: Format): Promise<Reporter> {
  if (format === 'json') return (await import('./json.js')).json;
  return (await import('./table.js')).table;
}
