import { Chalk, type ChalkInstance } from 'chalk';
import type { Look } from '../reporter.js';
import { inAscii, printable, wrap } from '../text.js';

/** Where a section is drawn: how wide, and with which colours (none, where chalk's level is 0). */
export interface Page {
  width: number;
  paint: ChalkInstance;
  /** Nothing but ASCII. */
  ascii: boolean;
}

export const pageOf = ({ width, colour, ascii = false }: Look): Page => ({
  width,
  paint: new Chalk({ level: colour ? 1 : 0 }),
  ascii,
});

/** A paragraph, broken at the page's width and safe for a terminal; see `wrap` for `first` and `rest`. */
export function paragraph(page: Page, text: string, first = '', rest = first): string {
  const safe = printable(text);
  // Before it is broken, since a sign may become two letters.
  return wrap(page.ascii ? inAscii(safe) : safe, page.width, first, rest);
}

/** A heading above indented lines; nothing at all where there are none. */
export function section(page: Page, title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', page.paint.bold(title), ...lines];
}
