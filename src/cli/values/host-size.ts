import { usageFault } from '../../ground/fault.js';
import { parseSize, sizeWord } from '../../ground/size.js';

/**
 * A huge page size that a flag names, in bytes.
 *
 * @param hostSizes those of this host, in bytes
 * @param wanted what the value is not, where it is no size at all: `no size such as 2M`
 * @throws Fault (64) naming the sizes that the host has
 */
export function hostSize(flag: string, value: string, hostSizes: readonly number[], wanted: string): number {
  const bytes = parseSize(value);
  if (bytes !== null && hostSizes.includes(bytes)) return bytes;
  const what =
    bytes === null ? `${flag} ${value} is ${wanted}` : `${flag} ${value}: no such huge page size here`;
  const has = hostSizes.length === 0 ? 'no huge pages' : hostSizes.map(sizeWord).join(', ');
  throw usageFault(`${what}; this host has ${has}`);
}
