import { type Markup, markup } from './markup.js';

/** A word of a closed list, coloured by its code, which is a class of the style. */
export const tag = (code: string, word: string): Markup => markup`<span class="tag ${code}">${word}</span>`;
