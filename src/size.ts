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
