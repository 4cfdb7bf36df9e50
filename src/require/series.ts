/** Timings that an expression may ask for: the ids of `timings` and `untimed` in a report. */
export const SERIES = [
  'continue.base',
  'continue.huge',
  'madv_split',
  'continue.first_base',
  'continue.later_base',
  'collapse',
] as const;
