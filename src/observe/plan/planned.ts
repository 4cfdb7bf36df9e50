/** One experiment, as a run plans it. */

import type { Borrow, Dialect, Memory, Pool } from '../observations.js';
import type { NativePlan } from '../program/addon.js';
import { isFillable, STAY_FREE } from './borrow.js';

export interface Situation {
  pools: readonly Pool[];
  borrows: readonly Borrow[];
  /** A refused userfaultfd(2) could leave a line in the kernel log: leave the call out. */
  quiet: boolean;
  /** So could a kernel fault on a user-mode descriptor. */
  quietFaults: boolean;
  /** A seccomp filter was seen to kill who calls userfaultfd(2). */
  deviceOnly?: boolean;
  /** What the run was refused by already. */
  spared?: Spared;
  /** Size of a transparent huge page, 0 where unknown. */
  thpBytes: number;
  latency: boolean;
  /** A driver of KVM runs: without it nothing is asked of it, since to open its node would load a module. */
  kvm?: boolean;
}

/** Ways to a descriptor that works, each refused once in a run: see native/observe/spared.h. */
export interface Spared {
  userMode: boolean;
  plain: boolean;
  device: boolean;
  api: boolean;
}

export interface Planned {
  id: string;
  memory: Memory | null;
  pageBytes: number | null;
  dialect: Dialect | null;
  native: NativePlan;
}

export type Place = Pick<Planned, 'memory' | 'pageBytes' | 'dialect'>;

/** How a timed experiment measures. */
export type Measuring = Partial<
  Pick<NativePlan, 'samples' | 'durationMs' | 'cpu' | 'threads' | 'interrupts' | 'deadlineMs' | 'pageBytes'>
>;

export const NOWHERE: Place = { memory: null, pageBytes: null, dialect: null };
export const DIALECTS: readonly Dialect[] = ['rfc-v1', 'rfc-v2', 'madv-split'];
/** A larger transparent huge page (512 MiB with base pages of 64 KiB) is too much to make for a test. */
export const LARGEST_THP = 32 * 1024 * 1024;

const DEADLINE_MS = 5_000;
/** Zeroing and copying a gigantic page takes a while, the more so in an emulator. */
const DEADLINE_GIGANTIC_MS = 60_000;
export const GIGANTIC = 512 * 1024 * 1024;

/** Milliseconds that an experiment on pages of that size may take, without what it measures. */
export const deadlineOf = (pageBytes: number | null): number =>
  (pageBytes ?? 0) >= GIGANTIC ? DEADLINE_GIGANTIC_MS : DEADLINE_MS;

export const isTaken = ({ borrows }: Situation, pageBytes: number | null): boolean =>
  borrows.some((borrow) => borrow.pageBytes === pageBytes && borrow.decision === 'taken');

export function planned(id: string, place: Place, situation: Situation, measuring: Measuring = {}): Planned {
  const { memory, pageBytes, dialect } = place;
  const { spared } = situation;
  const pool = situation.pools.find((each) => each.pageBytes === pageBytes);
  const borrow = situation.borrows.find((each) => each.pageBytes === pageBytes);
  const taken = isTaken(situation, pageBytes);
  const native: NativePlan = {
    experiment: id,
    memory: memory === null ? 0 : memory === 'anonymous' ? 1 : memory === 'shmem' ? 2 : 3,
    pageBytes: pageBytes ?? 0,
    dialect: dialect === null ? 0 : DIALECTS.indexOf(dialect) + 1,
    borrow: taken,
    keepFree: borrow?.asked === true ? -1 : STAY_FREE,
    fillable: taken || (pool !== undefined && isFillable(pool)),
    quiet: situation.quiet || spared?.plain === true,
    deviceOnly: situation.deviceOnly === true || (spared?.userMode === true && spared.plain),
    spareUserMode: spared?.userMode ?? false,
    spareDevice: spared?.device ?? false,
    spareApi: spared?.api ?? false,
    thpBytes: situation.thpBytes > LARGEST_THP ? 0 : situation.thpBytes,
    granules:
      pageBytes === null
        ? []
        : situation.pools.map((each) => each.pageBytes).filter((size) => size < pageBytes),
    samples: 0,
    durationMs: 0,
    cpu: -1,
    threads: 1,
    interrupts: false,
    deadlineMs: deadlineOf(pageBytes),
    ...measuring,
  };
  return { id, ...place, native };
}
