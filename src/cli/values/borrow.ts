import { usageFault } from '../../ground/fault.js';
import { type BorrowRequest, hugePageSizes } from '../../observe/index.js';
import { hostSize } from './host-size.js';

/** @throws Fault (64) naming the sizes that the host has */
export async function requestedBorrow(named: readonly string[] = []): Promise<BorrowRequest> {
  // The host's sizes are only to check what was named: observing finds them for itself.
  if (named.length === 0) return parseBorrow([], []);
  return parseBorrow(named, await hugePageSizes());
}

/**
 * What the `--borrow` flags ask for together. A size alone asks for that size only; `auto` beside it
 * keeps the cautious default for the others; `none` beside anything contradicts itself.
 *
 * @param values the flags as typed, in order; empty where there is none
 * @param hostSizes huge page sizes of this host, in bytes
 * @throws Fault (64) naming the sizes that the host has
 */
export function parseBorrow(values: readonly string[], hostSizes: readonly number[]): BorrowRequest {
  const wanted = values.length === 0 ? ['auto'] : [...new Set(values)];
  if (wanted.includes('none')) {
    const other = wanted.find((value) => value !== 'none');
    if (other !== undefined)
      throw usageFault(`--borrow none takes no page, --borrow ${other} asks for one; give one of them`);
    return { mode: 'none', sizes: [] };
  }
  const sizes = wanted
    .filter((value) => value !== 'auto')
    .map((value) => hostSize('--borrow', value, hostSizes, 'not none, auto or a size such as 2M'));
  return {
    mode: wanted.includes('auto') ? 'auto' : 'none',
    sizes: [...new Set(sizes)].sort((a, b) => a - b),
  };
}
