/** A kernel and its caller, as a list of properties: what is drawn at random and what a verdict is held against. */
import type { BorrowDecision, Dialect } from '../../src/observe/observations.js';

export const DIALECTS: readonly Dialect[] = ['rfc-v1', 'rfc-v2', 'madv-split'];

/** Which of the series is in the kernel; `rfc-v2-off`: patched, with HGM compiled out. */
export type Patch = 'none' | 'rfc-v1' | 'rfc-v2' | 'rfc-v2-off' | 'madv-split';

/** What MADV_COLLAPSE of an untouched huge page says: as every kernel seen, or what no kernel seen has said. */
export type Marker = 'as_seen' | 'odd' | 'ENOMEM';

export interface Size {
  pageBytes: number;
  /** Whether a patched kernel is granular on this size. */
  hgm: boolean;
  marker: Marker;
  /** Pages; null where the pool's files could not be read. */
  pool: { free: number; reserved: number } | null;
  request: 'none' | 'auto' | 'named';
  /** Somebody else takes the free pages after they were counted. */
  stolen: boolean;
}

/** A filter of system calls: one that lets userfaultfd pass, or answers in the kernel's place. */
export type Filter = 'none' | 'harmless' | 'EPERM' | 'ENOSYS';

export interface Kernel {
  release: '5.10' | '5.15' | '6.1' | '6.12' | '7.3';
  patch: Patch;
  /** CONFIG_USERFAULTFD. */
  userfaultfd: boolean;
  /** Minor faults, which some architectures lack. */
  minor: boolean;
  /** Offered bits that this build leaves out, of those that no trial asks for. */
  without: number[];
  /** A bit that no registry names, or null. */
  unnamed: number | null;
  basePageBytes: number;
  sizes: Size[];
  root: boolean;
  sysctl: 0 | 1;
  filter: Filter;
  /** /dev/userfaultfd: openable by all, by root, or no node though the kernel has the device. */
  node: 'all' | 'root' | 'missing';
}

const OFFERED: Record<Kernel['release'], number> = {
  '5.10': 0x1ff,
  '5.15': 0x7ff,
  '6.1': 0x1fff,
  '6.12': 0x1ffff,
  '7.3': 0x7ffff,
};

const MINOR_BITS = [9, 10];

/** Bits that UFFDIO_API offers, as a mask. */
export function offered({ release, patch, minor, without, unnamed }: Kernel): bigint {
  let mask = BigInt(OFFERED[release]);
  // The RFCs took bit 13 for their own before mainline did, and offer it with HGM compiled out, too.
  if (patch.startsWith('rfc')) mask |= 1n << 13n;
  // And bit 11 goes with it in every trial.
  if (patch.startsWith('rfc')) mask |= 1n << 11n;
  for (const bit of [...without, ...(hasMinor({ release, patch, minor }) ? [] : MINOR_BITS)]) {
    mask &= ~(1n << BigInt(bit));
  }
  return unnamed === null ? mask : mask | (1n << BigInt(unnamed));
}

/** 5.13 brought minor faults; the series is nothing without them. */
export function hasMinor({ release, patch, minor }: Pick<Kernel, 'release' | 'patch' | 'minor'>): boolean {
  return patch !== 'none' || (minor && release !== '5.10');
}

/** Whether a base-page CONTINUE gets past the alignment check when it is asked for in that dialect. */
export function granular({ patch }: Kernel, size: Size, dialect: Dialect): boolean {
  if (!size.hgm) return false;
  return patch === 'rfc-v1' || patch === dialect;
}

/** Whether HGM is on for that size at all. */
export const isOn = (kernel: Kernel, size: Size): boolean =>
  DIALECTS.some((dialect) => granular(kernel, size, dialect));

export const hasDevice = ({ release, userfaultfd }: Kernel): boolean =>
  userfaultfd && !release.startsWith('5.');

/** Bytes of a pool from which a page is never taken unasked. */
const TOO_LARGE = 2 ** 25;

/** What the run decides about taking a page: only of what is neither used nor reserved. */
export function borrow({ pool, request, pageBytes }: Size): BorrowDecision {
  if (pool === null) return 'unknown_pool';
  const spare = pool.free - pool.reserved;
  if (spare <= 0) return 'none_free';
  if (request === 'named') return 'taken';
  if (request === 'none') return 'declined';
  if (pageBytes > TOO_LARGE) return 'too_large';
  return spare > 2 ? 'taken' : 'too_few_free';
}
