import type { Report } from '../report/contract.js';

/** A bit without a name among the ioctls, as src/capabilities/ioctls.ts writes it. */
const UNNAMED = /^bit(\d+)$/;

/** One line where the kernel offers what this version has no name for; none where all of it is known. */
export function beyond({ userfaultfd: { unnamedBits, ioctlNames = [] } }: Report): string[] {
  const ioctls = ioctlNames.flatMap((name) => UNNAMED.exec(name)?.[1] ?? []);
  const told = [of('feature bits', unnamedBits), of('ioctl bits', ioctls)].flat();
  return told.length === 0
    ? []
    : [`this kernel offers what this version does not know, so it is newer or patched: ${told.join('; ')}`];
}

const of = (what: string, bits: readonly (number | string)[]): string[] =>
  bits.length === 0 ? [] : [`${what} ${bits.join(', ')}`];
