import type { Comparison } from './language/expression.js';

const COMPARE: Readonly<Record<Comparison, (value: number, bound: number) => boolean>> = {
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** Whether a number is on the side of a bound that an expression asks for. */
export const holds = (value: number, comparison: Comparison, bound: number): boolean =>
  COMPARE[comparison](value, bound);
