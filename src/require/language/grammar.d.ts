/** The parser that peggy makes of grammar.peggy while building: the shape of an expression, its names unchecked. */

interface RawLeaf {
  column: number;
  text: string;
}

export interface RawCapability extends RawLeaf {
  kind: 'capability';
  id: string;
  memory: string | null;
  granule: string | null;
  is: string | null;
}

export interface RawProfile extends RawLeaf {
  kind: 'profile';
  name: string;
}

export interface RawLatency extends RawLeaf {
  kind: 'latency';
  path: string;
  comparison: '<' | '<=' | '>' | '>=';
  boundNs: number;
}

export interface RawKernel extends RawLeaf {
  kind: 'kernel';
  before: string;
}

export interface RawPages extends RawLeaf {
  kind: 'pages';
  memory: string | null;
  node: number | null;
  comparison: '<' | '<=' | '>' | '>=';
  count: number;
}

export interface RawWay extends RawLeaf {
  kind: 'way';
  name: string;
  granule: string | null;
}

export type RawTerm = RawCapability | RawProfile | RawLatency | RawPages | RawWay | RawKernel;

export type RawExpression =
  | RawTerm
  | { kind: 'and' | 'or'; terms: RawExpression[] }
  | { kind: 'not'; term: RawExpression };

/** @throws SyntaxError: peggy's own, by that name */
export function parse(text: string): RawExpression;

declare class GrammarError extends Error {
  location: { start: { offset: number } };
}

export { GrammarError as SyntaxError };
