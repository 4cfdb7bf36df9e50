/** What the pages of a fleet share. */
import type { Counted } from '../../fleet/read/newest.js';
import { printable } from '../text.js';

/** `1,234,567`, whatever the locale. */
export const figure = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

export const hosts = (count: number): string => `${figure(count)} host${count === 1 ? '' : 's'}`;

/** Who is counted, for the first line of an answer. */
export type Who = Pick<Counted, 'hosts' | 'expired' | 'includeExpired' | 'caller' | 'ofOthers'>;

/** `5 hosts, and 1 with an expired report, not counted`. */
export function counted({ hosts: count, expired, includeExpired, caller, ofOthers }: Who): string {
  const as = caller === null ? '' : ` as ${name(caller)}`;
  const past =
    expired === 0
      ? ''
      : includeExpired
        ? `, ${figure(expired)} of them with an expired report`
        : `, and ${figure(expired)} with an expired report, not counted`;
  const others =
    ofOthers === 0 || caller !== null
      ? ''
      : `; ${figure(ofOthers)} report${ofOthers === 1 ? '' : 's'} about other callers (--as USER)`;
  return `${hosts(count)}${as}${past}${others}`;
}

/** A name from a report, safe and no longer than a column. */
export function name(text: string | null, longest = 60): string {
  const safe = printable(text ?? '-');
  return safe.length <= longest ? safe : `${safe.slice(0, longest - 1)}…`;
}

/** `4K`, or the words for a page that is taken whole. */
export const WHOLE = 'whole pages';

/** How much of a bar's width a share takes; anything at all is seen. */
export function bar(count: number, most: number, width: number): string {
  return '█'.repeat(count === 0 ? 0 : Math.max(1, Math.round((count / most) * width)));
}
