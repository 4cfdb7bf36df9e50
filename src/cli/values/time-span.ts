import { usageFault } from '../../ground/fault.js';

const SECOND = 1000;
export const DAY = 86_400 * SECOND;
const UNIT_MS = { ms: 1, s: SECOND, m: 60 * SECOND, h: 3600 * SECOND, d: DAY, w: 7 * DAY } as const;

export interface TimeSpan {
  /** Units that make sense there. */
  units: readonly (keyof typeof UNIT_MS)[];
  mostMs: number;
  /** What would do, and the most, for the message: `10s or 2m, 11 days at most`. */
  wanted: string;
}

/**
 * Milliseconds in a number from 1 on with its unit: `500ms`, `90s`, `12h`, `7d`.
 *
 * @throws Fault (64) naming the flag, for anything else and for more than the most
 */
export function parseTimeSpan(flag: string, value: string, { units, mostMs, wanted }: TimeSpan): number {
  const [, digits, word] = /^([1-9]\d{0,8})([a-z]{1,2})$/.exec(value) ?? [];
  const unit = units.find((each) => each === word);
  const ms = unit === undefined ? Number.NaN : Number(digits) * UNIT_MS[unit];
  if (ms <= mostMs) return ms;
  throw usageFault(`${flag} ${value} is not a time such as ${wanted}`);
}
