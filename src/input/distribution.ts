/** Whether these are distinct values, ascending, with a count each: figures are found by walking the counts. */
export const isDistribution = (ns: readonly number[], counts: readonly number[]): boolean =>
  ns.length === counts.length && ns.every((value, at) => at === 0 || value > Number(ns[at - 1]));
