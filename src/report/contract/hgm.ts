/** The verdict on HGM, what speaks for and against it, and the features that the kernel offers. */
import * as v from 'valibot';
import { count, DialectName, mask, Proof, State, text } from './values.js';

export const Granule = v.object({
  hugePageBytes: count,
  /** The smallest size that a CONTINUE maps there. */
  granuleBytes: count,
  proof: Proof,
});

export const Hgm = v.object({
  state: State,
  /** The smallest of `granules`; null where there is none. */
  granuleBytes: v.nullable(count),
  dialect: v.nullable(DialectName),
  proof: v.nullable(Proof),
  reason: text,
  granules: v.array(Granule),
});
export type Hgm = v.InferOutput<typeof Hgm>;

/** What UFFDIO_API said, decoded. */
export const Userfaultfd = v.object({
  features: v.nullable(mask),
  /** In the full form only, as the names of the ioctls: the rows `feature.*` say more. */
  featureNames: v.optional(v.array(text)),
  /** Bits that no registry of this version names. */
  unnamedBits: v.array(count),
  ioctls: v.nullable(mask),
  ioctlNames: v.optional(v.array(text)),
  /** Bits of modes that UFFDIO_REGISTER took on some memory, and of ioctls that it allowed there, without a name. */
  unnamedModes: v.optional(v.array(count)),
  unnamedIoctls: v.optional(v.array(count)),
});
export type Userfaultfd = v.InferOutput<typeof Userfaultfd>;

export const Witness = v.object({
  id: text,
  /** What this witness says of HGM. */
  says: v.picklist(['on', 'patched', 'off', 'nothing']),
  detail: text,
  /** False where it contradicts the verdict; null where it says nothing or there is no verdict. */
  agrees: v.nullable(v.boolean()),
});
export type Witness = v.InferOutput<typeof Witness>;
