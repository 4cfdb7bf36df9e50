/** What a row can say of a capability. */
export const STATES = [
  'supported',
  'advertised',
  'absent',
  'limited',
  'not_permitted',
  'no_resources',
  'not_applicable',
  'not_probed',
  'unknown',
] as const;

export type State = (typeof STATES)[number];
