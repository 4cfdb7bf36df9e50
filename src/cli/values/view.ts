import { usageFault } from '../../ground/fault.js';
import { nearest } from '../../ground/nearest.js';
import type { Format } from '../../reporters/index.js';
import { SECTIONS, type SectionName, type View, WHOLE } from '../../reporters/sections.js';

export interface ViewFlags {
  all: boolean;
  brief: boolean;
  section?: string[] | undefined;
}

/**
 * What of the table was asked for.
 *
 * @param again the command that was typed, without these flags; null where it can't be typed as it was
 * @throws Fault (64) for a name that no section has, or where no table is written
 */
export function viewOf({ all, brief, section }: ViewFlags, format: Format, again: string | null): View {
  const flag = all ? 'all' : brief ? 'brief' : section === undefined ? null : 'section';
  if (flag !== null && format !== 'table')
    throw usageFault(`--${flag} is about the table; leave it out, or --format ${format}`);
  if (all) return WHOLE;
  if (brief) return { kind: 'brief' };
  return section === undefined ? { kind: 'first', again } : { kind: 'parts', parts: section.flatMap(named) };
}

function named(list: string): SectionName[] {
  return list.split(',').map((word) => {
    const found = SECTIONS.find((name) => name === word.trim());
    if (found !== undefined) return found;
    const near = nearest(word, SECTIONS, 1)[0];
    const hint = near === undefined ? '' : `did you mean ${near}? `;
    throw usageFault(`--section ${word}: no such section; ${hint}They are ${SECTIONS.join(', ')}`);
  });
}

/** A word that a shell takes as it stands; null for any other. */
const PLAIN = /^[\w./:@%+=-]+$/;

/** `hgm-probe --as nobody`, of words that a shell takes as they stand; null where one is no such word. */
export const typed = (...words: readonly string[]): string | null =>
  words.every((word) => PLAIN.test(word)) ? ['hgm-probe', ...words].join(' ') : null;
