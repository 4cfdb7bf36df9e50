import { Flags } from '@oclif/core';
import { usageFault } from './fault.js';

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Ten years: later than any of these a date has more digits than the contract's times. */
const LONGEST_MS = 3650 * 86_400_000;

/** For every command that judges: when its document expires. */
export const TTL_FLAG = {
  ttl: Flags.custom<number>({
    helpValue: 'TIME',
    summary: 'How long the document is good for: 90m, 12h, 7d; a day if not given.',
    parse: async (value) => parseTtl(value),
  })(),
};

/**
 * Milliseconds in `90s`, `30m`, `12h`, `7d`, `2w`.
 *
 * @throws Fault (64) for anything else, nothing, or more than ten years
 */
export function parseTtl(value: string): number {
  const match = /^([1-9]\d{0,8})([smhdw])$/.exec(value);
  const ms = Number(match?.[1]) * (UNIT_MS[match?.[2] ?? ''] ?? Number.NaN);
  if (ms <= LONGEST_MS) return ms;
  throw usageFault(`--ttl ${value} is not a time such as 90m, 12h or 7d, ten years at most`);
}
