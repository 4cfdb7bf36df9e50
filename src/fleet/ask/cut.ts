/** A list that an answer does not hold whole. */
export interface Cut {
  /** Where it stands in the answer: `by.kernel`. */
  list: string;
  shown: number;
  total: number;
}

/** Nothing where all is shown. */
export const cutOf = (list: string, shown: number, total: number): Cut[] =>
  total > shown ? [{ list, shown, total }] : [];
