import type { Page } from '../../reporters/table/page.js';
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

export const COLOURS = ['auto', 'always', 'never'] as const;

export type Colour = (typeof COLOURS)[number];

/**
 * What the place shows.
 *
 * @param toStdout false where the text goes to a file
 * @param ascii whether somebody asked for ASCII
 */
export function screen(toStdout: boolean, asked: Colour = 'auto', ascii = false): Screen {
  const terminal = toStdout && isTerminal(1);
  const colour = asked === 'auto' ? toStdout && (wished(process.env) ?? terminal) : asked === 'always';
  if (!terminal) return { width: Number.POSITIVE_INFINITY, height: Number.POSITIVE_INFINITY, colour, ascii };
  return {
    width: Math.max(NARROWEST, process.stdout.columns || 80),
    height: process.stdout.rows || 24,
    colour,
    ascii: ascii || !isUtf8(process.env),
  };
}

/** Where there are colours, what paints them, which is loaded for that alone. */
export const painted = async (look: Screen): Promise<Page | undefined> =>
  look.colour ? (await import('../../reporters/table/page.js')).pageOf(look) : undefined;

/**
 * What the environment says of colour, null where it leaves that to the place: NO_COLOR (https://no-color.org: set and
 * not empty) before all, FORCE_COLOR as Node knows it, then CLICOLOR_FORCE and CLICOLOR.
 */
function wished({
  NO_COLOR,
  FORCE_COLOR,
  CLICOLOR_FORCE,
  CLICOLOR,
  TERM,
}: NodeJS.ProcessEnv): boolean | null {
  if (NO_COLOR) return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  if (CLICOLOR_FORCE && CLICOLOR_FORCE !== '0') return true;
  return CLICOLOR === '0' || TERM === 'dumb' ? false : null;
}

/** Whether the locale's characters are UTF-8: the first of these that is set decides (POSIX, 8.2). */
export function isUtf8(env: NodeJS.ProcessEnv): boolean {
  return /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || '');
}
