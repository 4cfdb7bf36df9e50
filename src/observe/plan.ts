/** Which experiments a run makes, on which memory, in which order. */
import { sizeWord } from '../size.js';
import type { NativePlan } from './addon.js';
import { isFillable } from './borrow.js';
import type { Borrow, Dialect, Memory, Pool } from './observations.js';

export interface Situation {
  pools: readonly Pool[];
  borrows: readonly Borrow[];
  /** A refused userfaultfd(2) could leave a line in the kernel log: leave the call out. */
  quiet: boolean;
  /** So could a kernel fault on a user-mode descriptor. */
  quietFaults: boolean;
  /** A seccomp filter was seen to kill who calls userfaultfd(2). */
  deviceOnly?: boolean;
  /** Size of a transparent huge page, 0 where unknown. */
  thpBytes: number;
  latency: boolean;
}

export interface Planned {
  id: string;
  memory: Memory | null;
  pageBytes: number | null;
  dialect: Dialect | null;
  native: NativePlan;
}

const DIALECTS: readonly Dialect[] = ['rfc-v1', 'rfc-v2', 'madv-split'];
const OPERATIONS = ['continue', 'copy', 'zeropage', 'poison', 'writeprotect', 'rwprotect', 'move', 'wake'];
const ADVICE = ['dontneed', 'remove', 'populate', 'collapse'];
/** Neither has a backing file: no page cache to continue from, no hole to punch. */
const NOT_ANONYMOUS = new Set(['continue', 'remove']);
/** A larger transparent huge page (512 MiB with base pages of 64 KiB) is too much to make for a test. */
const LARGEST_THP = 32 * 1024 * 1024;

/** Enough for p99 (n ≥ 1000) within a few milliseconds a row. */
const SAMPLES = 1000;
const DEADLINE_MS = 5_000;
/** Zeroing and copying a gigantic page takes a while, the more so in an emulator. */
const DEADLINE_GIGANTIC_MS = 60_000;
const GIGANTIC = 512 * 1024 * 1024;

export function planRun(situation: Situation): Planned[] {
  const { pools, latency } = situation;
  const sizes = pools.map((pool) => pool.pageBytes);
  const plans: Planned[] = [];
  const add = (id: string, where: Partial<Place> = {}) =>
    plans.push(planned(id, { ...NOWHERE, ...where }, situation));

  for (const id of ['caller', 'ways', 'kernel_faults.device', 'kernel_faults.syscall', 'api']) add(id);
  if (!situation.quietFaults) add('kernel_faults.user_mode_only');
  for (const memory of ['anonymous', 'shmem']) {
    for (const id of ['register', ...OPERATIONS, ...ADVICE, 'split']) {
      if (memory === 'anonymous' && NOT_ANONYMOUS.has(id)) continue;
      if (id === 'collapse' && situation.thpBytes > LARGEST_THP) continue;
      add(id, { memory });
    }
  }
  for (const pageBytes of sizes) {
    const place = { memory: `hugetlb-${sizeWord(pageBytes)}`, pageBytes };
    const taken = situation.borrows.some(
      (borrow) => borrow.pageBytes === pageBytes && borrow.decision === 'taken',
    );
    for (const id of ['register', ...OPERATIONS, 'dontneed', 'remove', 'populate']) add(id, place);
    for (const id of ['split.shared', 'split.private', 'hgm_collapse']) add(id, place);
    for (const dialect of DIALECTS) add('hgm_hole', { ...place, dialect });
    for (const dialect of taken ? DIALECTS : []) add('hgm_proof', { ...place, dialect });
    if (!latency || !taken) continue;
    add('time.continue', place);
    for (const dialect of DIALECTS) add('time.hgm', { ...place, dialect });
  }
  if (latency) {
    add('time.floor');
    add('time.continue', { memory: 'shmem' });
  }
  return plans;
}

/** The one experiment that finds the huge page sizes where sysfs does not tell them. */
export function planSizes(): Planned {
  return planned('sizes', NOWHERE, {
    pools: [],
    borrows: [],
    quiet: true,
    quietFaults: true,
    thpBytes: 0,
    latency: false,
  });
}

type Place = Pick<Planned, 'memory' | 'pageBytes' | 'dialect'>;
const NOWHERE: Place = { memory: null, pageBytes: null, dialect: null };

function planned(id: string, place: Place, situation: Situation): Planned {
  const { memory, pageBytes, dialect } = place;
  const pool = situation.pools.find((each) => each.pageBytes === pageBytes);
  const borrow = situation.borrows.find((each) => each.pageBytes === pageBytes);
  const taken = borrow?.decision === 'taken';
  const native: NativePlan = {
    experiment: id,
    memory: memory === null ? 0 : memory === 'anonymous' ? 1 : memory === 'shmem' ? 2 : 3,
    pageBytes: pageBytes ?? 0,
    dialect: dialect === null ? 0 : DIALECTS.indexOf(dialect) + 1,
    borrow: taken,
    fillable: taken || (pool !== undefined && isFillable(pool)),
    quiet: situation.quiet,
    deviceOnly: situation.deviceOnly ?? false,
    thpBytes: situation.thpBytes,
    granules: situation.pools
      .map((each) => each.pageBytes)
      .filter((size) => pageBytes !== null && size < pageBytes),
    samples: id.startsWith('time.') ? SAMPLES : 0,
    deadlineMs: (pageBytes ?? 0) >= GIGANTIC ? DEADLINE_GIGANTIC_MS : DEADLINE_MS,
  };
  return { id, ...place, native };
}
