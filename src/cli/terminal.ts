/** What the place that a text goes to can show. */
export interface Screen {
  /** Columns; Infinity where nothing is to be broken, as in a pipe or a file. */
  width: number;
  colour: boolean;
}

/** Fewer columns than this cannot hold a table; a terminal that says so is treated as this wide. */
const NARROWEST = 40;

/**
 * Colour only for a terminal, and only where nobody said no (https://no-color.org: set and not empty).
 *
 * @param toStdout false where the text goes to a file
 */
export function screen(toStdout: boolean, noColor = false): Screen {
  if (!toStdout || !process.stdout.isTTY) return { width: Number.POSITIVE_INFINITY, colour: false };
  const refused = noColor || Boolean(process.env.NO_COLOR) || process.env.TERM === 'dumb';
  return { width: Math.max(NARROWEST, process.stdout.columns || 80), colour: !refused };
}
