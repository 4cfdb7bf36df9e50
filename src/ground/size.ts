/** Sizes as the field writes them: powers of 1024, one letter. */

const UNITS = ['', 'K', 'M', 'G', 'T'];

/** `2M` for 2097152; a size that is no whole number of a unit keeps the smaller one: `1536K`. */
export function sizeWord(bytes: number): string {
  let unit = 0;
  let size = bytes;
  while (size >= 1024 && size % 1024 === 0 && unit < UNITS.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${size}${UNITS[unit]}`;
}

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
