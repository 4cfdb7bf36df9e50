/** Words for numbers. Sizes are powers of 1024, times are given in nanoseconds. */

const UNIT_BYTES: Readonly<Record<string, number>> = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/**
 * Bytes in `2M`, `2MiB`, `2MB`, `1048576kB`: always powers of 1024, as the kernel writes huge page sizes.
 * A bare number has no unit that everybody would guess, so it is null, as is anything else.
 */
export function parseSize(text: string): number | null {
  const match = /^([1-9]\d{0,12})([kmgt])(?:i?b)?$/i.exec(text.trim());
  const unit = UNIT_BYTES[match?.[2]?.toLowerCase() ?? ''];
  if (match?.[1] === undefined || unit === undefined) return null;
  const bytes = Number(match[1]) * unit;
  return Number.isSafeInteger(bytes) ? bytes : null;
}

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
export function list(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** `no_effect` as `no effect`. */
export const words = (code: string): string => code.replaceAll('_', ' ');

/** Columns of the matrix in reading order: anonymous, shmem, then hugetlb by page size. */
export function byMemory(a: string, b: string): number {
  return memoryRank(a) - memoryRank(b);
}

function memoryRank(memory: string): number {
  const fixed = ['anonymous', 'shmem'].indexOf(memory);
  return fixed >= 0 ? fixed : (parseSize(memory.replace(/^hugetlb-/, '')) ?? Number.MAX_SAFE_INTEGER);
}
