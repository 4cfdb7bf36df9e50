/** From JSON text to what a check wants of it, with the place of what is wrong. */
import * as v from 'valibot';
import { escaped } from '../ground/escape.js';
import { InputError } from './error.js';
import { jsonErrorAt, lineAndColumn } from './json-place.js';

/**
 * A mark of byte order before the text is no part of it (RFC 8259, 8.1): editors of other systems put one there.
 *
 * @throws InputError with line and column
 */
export function parseJson(marked: string): unknown {
  const text = marked.replace(/^\ufeff/, '');
  try {
    return JSON.parse(text);
  } catch {
    const at = jsonErrorAt(text);
    const what = at === text.length ? 'JSON ends early' : 'no JSON';
    throw new InputError(`${what} at ${lineAndColumn(text, at)}`);
  }
}

/** The first thing that the check found wrong: `experiments[3].calls[2].ret: expected number, found "x"`. */
export function damage({ path, type, expected, received }: v.BaseIssue<unknown>): string {
  const place = path === undefined ? 'the document' : jsonPath(path.map(({ key }) => key));
  if (received === 'undefined') return `${place}: missing`;
  return `${place}: expected ${expected ?? type.replace('_', ' ')}, found ${escaped(received)}`;
}

/** `experiments[3].calls[2].ret`, and `out["a b"]` where a key is no name. */
function jsonPath(keys: readonly unknown[]): string {
  const parts = keys.map((key) => {
    if (typeof key === 'number') return `[${key}]`;
    return /^[A-Za-z_$][\w$]*$/.test(String(key)) ? `.${key}` : `[${JSON.stringify(key)}]`;
  });
  return parts.join('').replace(/^\./, '');
}

/** ISO 8601, and a time that JavaScript reads: ages and expiry are reckoned from it. */
export const instant = v.pipe(
  v.string(),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { value } = dataset;
    if (!v.ISO_TIMESTAMP_REGEX.test(value) || !Number.isFinite(Date.parse(value)))
      addIssue({ expected: 'an ISO 8601 time', received: JSON.stringify(value) });
  }),
);
