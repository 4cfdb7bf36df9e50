/** Huge pages of the host, and which the run took. */

export interface NodePool {
  node: number;
  total: number | null;
  free: number | null;
  surplus: number | null;
}

/** Pool counters of one huge page size, in pages; null where the file could not be read. */
export interface Pool {
  pageBytes: number;
  total: number | null;
  free: number | null;
  reserved: number | null;
  surplus: number | null;
  overcommit: number | null;
  nodes: NodePool[];
  /** Whether `demote` stands here. The series moves it (`hgm-ground-truth.md`, truth 7); null: directory not readable. */
  demote: boolean | null;
  /** What a page becomes by being written to `demote`: `demote_size`. Null where there is none, or nobody looked. */
  demoteBytes: number | null;
}

/** Why a page of this size was or was not taken. */
export type BorrowDecision =
  | 'taken'
  | 'declined'
  | 'too_large'
  | 'too_few_free'
  | 'none_free'
  | 'unknown_pool';

export interface Borrow {
  pageBytes: number;
  decision: BorrowDecision;
  /** Named by `--borrow SIZE`: then no other page has to stay. */
  asked?: boolean;
}
