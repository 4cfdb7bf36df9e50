/** What an expression is made of, once its names are checked: sizes in bytes, memories as columns of the report. */

export type Comparison = '<' | '<=' | '>' | '>=';

interface Leaf {
  /** As it was written. */
  text: string;
}

/** Rows of a report: of one memory, of every huge page size (`hugetlb`), or of all that apply (null). */
export interface CapabilityTerm extends Leaf {
  kind: 'capability';
  id: string;
  memory: string | null;
  /** A state or a reason that is asked for instead of "it works"; null otherwise. */
  is: string | null;
}

/** HGM down to a granule: on pages of `memory`, or on some size where that is null. */
export interface GranuleTerm extends Leaf {
  kind: 'granule';
  memory: string | null;
  granuleBytes: number;
}

/** An operation at a granule, which is a base page or a whole huge page once the host is known. */
export interface OperationTerm extends Leaf {
  kind: 'operation';
  operation: string;
  memory: string;
  granuleBytes: number;
}

export interface LatencyTerm extends Leaf {
  kind: 'latency';
  id: string;
  /** Null for what is timed on none. */
  memory: string | null;
  /** Null for the page of that memory, or whatever is timed there. */
  granuleBytes: number | null;
  units: number;
  threads: number;
  figure: Figure;
  comparison: Comparison;
  boundNs: number;
}

/** An amount of huge pages that are to be had now: of one size, or of some one size where `pageBytes` is null. */
export interface PagesTerm extends Leaf {
  kind: 'pages';
  pageBytes: number | null;
  /** On that NUMA node; anywhere where null. */
  node: number | null;
  comparison: Comparison;
  count: number;
}

/** A way to serve a guest on big pages, or any of those that move no more than `granuleBytes` at a fault. */
export interface WayTerm extends Leaf {
  kind: 'way';
  /** Null for any. */
  name: string | null;
  /** Null where what one fault moves does not matter. */
  granuleBytes: number | null;
}

export interface ProfileTerm extends Leaf {
  kind: 'profile';
  name: string;
}

/** A kernel that is older; of a newer one nothing follows, as no capability follows from a version. */
export interface KernelTerm extends Leaf {
  kind: 'kernel';
  before: string;
}

export type Term =
  | CapabilityTerm
  | GranuleTerm
  | OperationTerm
  | LatencyTerm
  | ProfileTerm
  | PagesTerm
  | WayTerm
  | KernelTerm;

export type Expression =
  | Term
  | { kind: 'and' | 'or'; terms: Expression[] }
  | { kind: 'not'; term: Expression };

/** Fields of `timings` by the word that an expression has for them. */
export const FIGURES = {
  min: 'minNs',
  p50: 'p50Ns',
  p90: 'p90Ns',
  p99: 'p99Ns',
  p999: 'p999Ns',
  max: 'maxNs',
  first: 'firstNs',
} as const;

export type Figure = keyof typeof FIGURES;

/** An expression that is none; the message has the column, counted from 1, and behind it what to do. */
export class ExpressionError extends Error {
  override name = 'ExpressionError';

  constructor(message: string, column: number, hint = '') {
    super(`${message} at column ${column}${hint}`);
  }
}

/** Every leaf, in the order of writing. */
export function termsOf(expression: Expression): Term[] {
  if ('terms' in expression) return expression.terms.flatMap(termsOf);
  return expression.kind === 'not' ? termsOf(expression.term) : [expression];
}
