/** Parts of the table that can be asked for alone, in the order of the page. */
export const SECTIONS = [
  'verdict',
  'ways',
  'matrix',
  'caller',
  'ready',
  'notes',
  'features',
  'timings',
  'stalls',
  'distributions',
  'pools',
  'witnesses',
  'todo',
  'ledger',
] as const;

export type SectionName = (typeof SECTIONS)[number];

/** What is drawn of a report: what a person needs first, two lines, or these parts of it. */
export type View =
  | { kind: 'brief' }
  | { kind: 'parts'; parts: readonly SectionName[] }
  /** `again` is the command that gave the page, for `--all` behind it; null where it can't be typed as it was. */
  | { kind: 'first'; again: string | null };

export const WHOLE: View = { kind: 'parts', parts: SECTIONS };
