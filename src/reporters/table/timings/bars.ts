/** Bars of block characters, or of letters where a screen has none. What is not empty is never drawn as empty. */

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const HEIGHTS = { blocks: '▁▂▃▄▅▆▇█', letters: '.:-=+*%@' };

/** A bar of up to `width` columns for a share between 0 and 1. */
export function bar(share: number, width: number, ascii: boolean): string {
  if (share <= 0) return '';
  if (ascii) return '#'.repeat(Math.max(1, Math.round(share * width)));
  const eighths = Math.max(1, Math.round(share * width * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
}

/** One column for each count, as high as it is beside the greatest. */
export function spark(counts: readonly number[], ascii: boolean): string {
  const heights = ascii ? HEIGHTS.letters : HEIGHTS.blocks;
  const most = Math.max(...counts);
  return counts
    .map((count) => (count === 0 ? ' ' : heights[Math.ceil((count / most) * heights.length) - 1]))
    .join('')
    .trimEnd();
}
