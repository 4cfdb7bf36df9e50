/**
 * What the inventory form of a document leaves out: it stands there in `matrix` and `latency`, or only explains
 * them. Apart from the contract so that a run need not load the validator.
 */
export const DETAILS = [
  'ways',
  'capabilities',
  'timings',
  'untimed',
  'stalls',
  'caller',
  'bench',
  'witnesses',
] as const;

export type Detail = (typeof DETAILS)[number];
