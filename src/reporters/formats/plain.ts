import { oneLine } from '../text.js';

/** For a monitoring plugin: the first bar ends the text, so there must be no other. */
export const plain = (text: string): string => oneLine(text).replaceAll('|', '/');
