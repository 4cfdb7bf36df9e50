import type { Borrow, Call, Observations } from '../observe/observations.js';
import { judgeAccess } from './access.js';
import { line } from './evidence.js';
import type { Finding } from './finding.js';
import { experiment, hasBit, mask, step, succeeded } from './lookup.js';
import { doubtRow } from './not-taken-over.js';
import { type Column, columns, type HugeColumn, hugeColumns } from './sizes.js';
import { judgeWays, type Ways } from './ways.js';

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

export function createContext(observations: Observations): Context {
  const ways = judgeWays(observations);
  const offer = step(experiment(observations, 'api'), 'offer');
  return {
    observations,
    basePageBytes: observations.host.basePageBytes,
    columns: columns(observations),
    hugeColumns: hugeColumns(observations),
    ways,
    access: judgeAccess(ways),
    offer: {
      call: offer,
      features: mask(offer, 'features'),
      ioctls: mask(offer, 'ioctls'),
      control: offer ? [line(offer, {}, 'control')] : [],
    },
  };
}

/** Whether the kernel offers a feature; null where it was not asked or did not answer. */
export function offers({ offer }: Context, bit: number): boolean | null {
  return offer.features === null ? null : hasBit(offer.features, bit);
}

/**
 * What an experiment with a descriptor found, where the one whose place this run took may get none. `full`: one
 * of user mode only does not do.
 */
export function inDoubt({ observations }: Context, found: Finding, full = false): Finding {
  const ways = experiment(observations, 'ways');
  const callOpens = succeeded(step(ways, 'syscall')) || (!full && succeeded(step(ways, 'user_mode_only')));
  return doubtRow(observations, callOpens, found);
}

export function borrowOf({ observations }: Context, pageBytes: number): Borrow | undefined {
  return observations.borrows.find((borrow) => borrow.pageBytes === pageBytes);
}
