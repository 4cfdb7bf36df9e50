import { isTerminal } from './streams.js';

/** What the place that a text goes to can show. */
export interface Screen {
  /** Columns; Infinity where nothing is to be broken, as in a pipe or a file. */
  width: number;
  /** Rows, likewise. */
  height: number;
  colour: boolean;
  /** No character beyond ASCII. */
  ascii: boolean;
}

/** Fewer columns than this cannot hold a table; a terminal that says so is treated as this wide. */
const NARROWEST = 40;

/**
 * Colour only for a terminal, and only where nobody said no (https://no-color.org: set and not empty).
 *
 * @param toStdout false where the text goes to a file
 * @param ascii whether somebody asked for ASCII
 */
export function screen(toStdout: boolean, noColor = false, ascii = false): Screen {
  if (!toStdout || !isTerminal(1))
    return { width: Number.POSITIVE_INFINITY, height: Number.POSITIVE_INFINITY, colour: false, ascii };
  const refused = noColor || Boolean(process.env.NO_COLOR) || process.env.TERM === 'dumb';
  return {
    width: Math.max(NARROWEST, process.stdout.columns || 80),
    height: process.stdout.rows || 24,
    colour: !refused,
    ascii: ascii || !isUtf8(process.env),
  };
}

/** Whether the locale's characters are UTF-8: the first of these that is set decides (POSIX, 8.2). */
export function isUtf8(env: NodeJS.ProcessEnv): boolean {
  return /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || '');
}
