import type { ProbeFlags } from './probe.js';

/** Flags of `probe` that are there or not, and that no other flag needs or forbids as far as oclif is told. */
export const SWITCHES = ['json', 'compact', 'no-latency', 'no-color', 'scrub'] as const;

/**
 * What a command line says that has nothing but switches, as `--json --no-latency` has; null for every other. Oclif
 * would say the same of it, and is 7 ms of a start.
 *
 * @param words as `defaultCommand` gives them
 */
export function onlySwitches([command, ...words]: readonly string[]): ProbeFlags | null {
  const known: readonly string[] = SWITCHES.map((name) => `--${name}`);
  if (command !== 'probe' || !words.every((word) => known.includes(word))) return null;
  const has = (name: (typeof SWITCHES)[number]): boolean => words.includes(`--${name}`);
  return {
    json: has('json'),
    compact: has('compact'),
    'no-latency': has('no-latency'),
    'no-color': has('no-color'),
    scrub: has('scrub'),
  };
}
