import type { Userfaultfd } from '../report/contract.js';
import { type Context, offers } from './context.js';
import { bits } from './lookup.js';
import { FEATURE, FEATURES, featureName, ioctlName } from './registry.js';

const hex = (mask: bigint | null): string | null => (mask === null ? null : `0x${mask.toString(16)}`);

/** What UFFDIO_API said, decoded. */
export function judgeUserfaultfd(context: Context): Userfaultfd {
  const { features, ioctls } = context.offer;
  const offered = bits(features ?? 0n);
  const poison = offers(context, FEATURE.POISON) === true;
  return {
    features: hex(features),
    featureNames: offered.filter((bit) => bit < FEATURES.length).map(featureName),
    unnamedBits: offered.filter((bit) => bit >= FEATURES.length),
    ioctls: hex(ioctls),
    ioctlNames: bits(ioctls ?? 0n).map((bit) => ioctlName(bit, poison)),
  };
}
