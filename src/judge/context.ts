import type { Borrow, Call, Observations } from '../observe/observations.js';
import type { Finding, Ways } from './finding.js';
import { hasBit } from './lookup.js';
import type { Column, HugeColumn } from './sizes.js';

/** What the kernel offers with nothing asked; `features` is null where it did not answer. */
export interface Offer {
  call: Call | undefined;
  features: bigint | null;
  ioctls: bigint | null;
  /** The call as a control of another row; empty where it was not made. */
  control: string[];
}

/** What many rules need, worked out once. */
export interface Context {
  observations: Observations;
  basePageBytes: number;
  columns: Column[];
  hugeColumns: HugeColumn[];
  ways: Ways;
  /** Why this caller gets no descriptor at all; null where it gets one. */
  access: Finding | null;
  offer: Offer;
}

/** Whether the kernel offers a feature; null where it was not asked or did not answer. */
export function offers({ offer }: Context, bit: number): boolean | null {
  return offer.features === null ? null : hasBit(offer.features, bit);
}

export function borrowOf({ observations }: Context, pageBytes: number): Borrow | undefined {
  return observations.borrows.find((borrow) => borrow.pageBytes === pageBytes);
}
