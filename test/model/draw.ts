/** Random kernels and random mishaps, for fast-check. A kernel shrinks towards a stock one with nothing odd. */
import fc from 'fast-check';
import type { Kernel, Size } from './kernel.js';

const K = 1024;
const HUGE: Record<number, number[]> = {
  [4 * K]: [2 * K * K, K * K * K],
  [16 * K]: [2 * K * K, 32 * K * K, K * K * K],
  [64 * K]: [2 * K * K, 512 * K * K, 16 * K * K * K],
};

const pool = fc.record({ free: fc.nat({ max: 6 }), reserved: fc.nat({ max: 3 }) });

const size = (pageBytes: number): fc.Arbitrary<Size> =>
  fc.record({
    pageBytes: fc.constant(pageBytes),
    // Most kernels are of a piece, or the odd ones hide them.
    hgm: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.boolean()),
    marker: fc.oneof(
      { weight: 8, arbitrary: fc.constant('as_seen' as const) },
      fc.constantFrom('odd' as const, 'ENOMEM' as const),
    ),
    pool: fc.option(pool, { freq: 6 }),
    // A page in hand is where most can be seen, and go wrong.
    request: fc.constantFrom('named', 'named', 'auto', 'none'),
    stolen: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.boolean()),
  });

const sizes = (basePageBytes: number): fc.Arbitrary<Size[]> =>
  fc
    .subarray(HUGE[basePageBytes] ?? [], { minLength: 1 })
    .chain((list) => fc.tuple(...list.map(size)) as fc.Arbitrary<Size[]>);

const mostly = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, fc.constantFrom(usual, ...others));

/** None that a trial asks for or a rule leans on: those of minor faults, SIGBUS, EXACT_ADDRESS and 13. */
const IDLE_BITS = [0, 1, 2, 3, 6, 8, 12, 14, 15, 16];

export const kernel: fc.Arbitrary<Kernel> = fc.constantFrom(...Object.keys(HUGE).map(Number)).chain((base) =>
  fc.record({
    release: fc.constantFrom('6.12', '5.10', '5.15', '6.1', '7.3'),
    patch: fc.constantFrom('none', 'rfc-v1', 'rfc-v2', 'rfc-v2-off', 'madv-split'),
    userfaultfd: mostly(true, false),
    minor: mostly(true, false),
    without: fc.subarray(IDLE_BITS, { maxLength: 3 }),
    unnamed: fc.option(fc.integer({ min: 19, max: 62 }), { freq: 5 }),
    basePageBytes: fc.constant(base),
    sizes: sizes(base),
    root: fc.boolean(),
    sysctl: fc.constantFrom(0, 1),
    filter: mostly('none', 'harmless', 'EPERM', 'ENOSYS'),
    node: fc.constantFrom('root', 'all', 'missing'),
  }),
);

/** Places are drawn as numbers and taken modulo what there is. */
export interface Mishap {
  /** How the id of the experiment begins: more goes wrong where more is at stake. */
  aim: '' | 'hgm_' | 'hgm_proof';
  experiment: number;
  step: number;
  /** `garbled`: the call went as it would have, and what it wrote is wrong. */
  kind: 'errno' | 'deadline' | 'signal' | 'not_run' | 'garbled';
  errno: string;
  signal: string;
}

const HONEST_KINDS = ['errno', 'deadline', 'signal', 'not_run'] as const;

/** `errnos`: what a call may answer in the kernel's place; `more`: kinds that a kernel must lie for. */
export const mishaps = (errnos: readonly string[], ...more: 'garbled'[]): fc.Arbitrary<Mishap[]> =>
  fc.array(
    fc.record({
      aim: fc.constantFrom('', 'hgm_', 'hgm_proof'),
      experiment: fc.nat({ max: 1000 }),
      step: fc.nat({ max: 1000 }),
      kind: fc.constantFrom(...HONEST_KINDS, ...more, ...more, ...more),
      errno: fc.constantFrom(...errnos),
      signal: fc.constantFrom('SIGKILL', 'SIGBUS', 'SIGSEGV'),
    }),
    { minLength: 1, maxLength: 4 },
  );
