import { DAY, parseTimeSpan, type TimeSpan } from './time-span.js';

/** Ten years: what asks for more is a slip of the pen, and dates run out of digits in the year 10000. */
const LIFE: TimeSpan = {
  units: ['s', 'm', 'h', 'd', 'w'],
  mostMs: 3650 * DAY,
  wanted: '90m, 12h or 7d, ten years at most',
};

/**
 * Milliseconds in `90s`, `30m`, `12h`, `7d`, `2w`; undefined where nothing was asked for.
 *
 * @throws Fault (64) for anything else, nothing, or more than ten years
 */
export function parseTtl(value: string | undefined): number | undefined {
  return value === undefined ? undefined : parseTimeSpan('--ttl', value, LIFE);
}
