import type { Report } from '../report/contract.js';

/** A bit without a name among the ioctls, as src/capabilities/ioctls.ts writes it. */
const UNNAMED = /^bit(\d+)$/;

/** One line where the kernel has what this version has no name for; none where all of it is known. */
export function beyond({ userfaultfd }: Report): string[] {
  const { unnamedBits, ioctlNames = [], unnamedIoctls = [], unnamedModes = [] } = userfaultfd;
  const named = ioctlNames.flatMap((name) => UNNAMED.exec(name)?.[1] ?? []);
  const ioctls = [...new Set([...named.map(Number), ...unnamedIoctls])];
  const told = [
    of('feature bits', unnamedBits),
    of('ioctl bits', ioctls),
    of('bits of modes of REGISTER', unnamedModes),
  ].flat();
  return told.length === 0
    ? []
    : [`this kernel offers what this version does not know, so it is newer or patched: ${told.join('; ')}`];
}

const of = (what: string, bits: readonly number[]): string[] =>
  bits.length === 0 ? [] : [`${what} ${bits.join(', ')}`];
