/** Words for numbers. Times are given in nanoseconds. */

/** `812ns`, `1.07µs`, `93.1ms`, `-` for no value: three figures, and no space, so that six fit beside a name. */
export function duration(ns: number | null): string {
  if (ns === null) return '-';
  if (ns < 1000) return `${ns}ns`;
  if (ns < 999_500) return `${figures(ns / 1e3)}µs`;
  if (ns < 999_500_000) return `${figures(ns / 1e6)}ms`;
  return `${figures(ns / 1e9)}s`;
}

function figures(value: number): string {
  if (value >= 99.95) return value.toFixed(0);
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}

/** `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[], last: 'and' | 'or' = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** `no_effect` as `no effect`. */
export const words = (code: string): string => code.replaceAll('_', ' ');
