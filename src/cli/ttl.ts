import { usageFault } from './fault.js';

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Ten years: what asks for more is a slip of the pen, and dates run out of digits in the year 10000. */
const LONGEST_MS = 3650 * 86_400_000;

/**
 * Milliseconds in `90s`, `30m`, `12h`, `7d`, `2w`; undefined where nothing was asked for.
 *
 * @throws Fault (64) for anything else, nothing, or more than ten years
 */
export function parseTtl(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const match = /^([1-9]\d{0,8})([smhdw])$/.exec(value);
  const ms = Number(match?.[1]) * (UNIT_MS[match?.[2] ?? ''] ?? Number.NaN);
  if (ms <= LONGEST_MS) return ms;
  throw usageFault(`--ttl ${value} is not a time such as 90m, 12h or 7d, ten years at most`);
}
