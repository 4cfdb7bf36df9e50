import type { Capability, State } from '../../report/contract.js';
import type { Page } from './page.js';

/** The words of the matrix. `-`: this memory, page size or architecture has no such thing. */
export const STATE_WORDS: Readonly<Record<State, string>> = {
  supported: 'supported',
  advertised: 'advertised',
  absent: 'absent',
  limited: 'limited',
  not_permitted: 'not permitted',
  no_resources: 'no resources',
  not_applicable: '-',
  not_probed: 'not probed',
  unknown: 'unknown',
};

/** Marks what returned 0 and did nothing; the note below the matrix says so. */
export const NO_EFFECT = '*';

export const hadNoEffect = (capability: Capability): boolean => capability.reason === 'no_effect';

/** Plain words for one cell, before any colour. */
export function cellWords(capability: Capability | undefined): string {
  if (capability === undefined) return '-';
  return STATE_WORDS[capability.state] + (hadNoEffect(capability) ? NO_EFFECT : '');
}

/** Colour only repeats what the word says. */
export function paintState(page: Page, state: State, text: string): string {
  const { paint } = page;
  switch (state) {
    case 'supported':
      return paint.green(text);
    case 'advertised':
      return paint.cyan(text);
    case 'limited':
    case 'not_permitted':
    case 'no_resources':
      return paint.yellow(text);
    case 'unknown':
      return paint.magenta(text);
    case 'not_applicable':
    case 'not_probed':
      return paint.dim(text);
    case 'absent':
      return text;
  }
}
