/**
 * Finds the names of the series among the strings of BTF: 2 MB on a stock kernel, of which a run wants none.
 *
 * Piece by piece through one small buffer: memory that is touched for the first time costs more than reading
 * sysfs, which gives 4 KiB a call whatever is asked for.
 */

import { readFully } from '../open-file.js';
import type { Section } from './btf-header.js';
import { SERIES_NAMES, STEMS } from './series-names.js';

const PIECE_BYTES = 65536;
/** Longer than any name of the series with the NULs around it. */
const WINDOW_BYTES = 64;

/**
 * The wanted names by where they stand in the section: whole strings only, between two NULs. Null where the
 * section is cut short, or does not begin and end with a NUL.
 */
export function findStrings(fd: number, { offset, length }: Section): Map<number, string> | null {
  const found = new Map<number, string>();
  const buffer = Buffer.allocUnsafeSlow(WINDOW_BYTES + PIECE_BYTES);
  // What stood at the end of the piece before stands again before this one: a name may lie across.
  let carried = 0;
  let last: number | undefined;
  for (let at = 0; at < length; at += PIECE_BYTES) {
    const piece = buffer.subarray(carried, carried + Math.min(PIECE_BYTES, length - at));
    if (readFully(fd, piece, offset + at) < piece.length || (at === 0 && piece[0] !== 0)) return null;
    last = piece[piece.length - 1];
    collect(buffer.subarray(0, carried + piece.length), at - carried, found);
    // A shorter piece is the last one: nothing follows it.
    if (piece.length === PIECE_BYTES) buffer.copyWithin(0, carried + PIECE_BYTES - WINDOW_BYTES);
    carried = WINDOW_BYTES;
  }
  return last === 0 ? found : null;
}

/** @param base where `strings` begin in the section */
function collect(strings: Buffer, base: number, found: Map<number, string>): void {
  for (const stem of STEMS) {
    for (let at = strings.indexOf(stem, 0, 'latin1'); at >= 0; ) {
      const from = Math.max(0, at - WINDOW_BYTES);
      const around = strings.toString('latin1', from, at + WINDOW_BYTES);
      const start = around.lastIndexOf('\0', at - from) + 1;
      const end = around.indexOf('\0', at - from);
      const name = end < 0 ? '' : around.slice(start, end);
      if (start > 0 && SERIES_NAMES.has(name)) found.set(base + from + start, name);
      // On to the next string, or past this one where it is longer than any name: never back over it.
      at = strings.indexOf(stem, end < 0 ? at + WINDOW_BYTES : from + end, 'latin1');
    }
  }
}
