/** What the verdict tests ask of a report. */
import type { Report } from '../../src/report/contract.js';

export const PAGES = { '2M': 2 << 20, '1G': 1 << 30 } as const;
export type Size = keyof typeof PAGES;

export const granules = (...sizes: Size[]) =>
  sizes.map((size) => ({ hugePageBytes: PAGES[size], granuleBytes: 4096 }));

/** Timings of that size that are no baseline, in the order of the report. */
export const timed = ({ timings }: Report, size: Size): string[] =>
  timings.filter(({ memory, baseline }) => memory === `hugetlb-${size}` && !baseline).map(({ id }) => id);

export const anyTimed = (report: Report): string[] => [...timed(report, '2M'), ...timed(report, '1G')];

export const witness = ({ witnesses }: Report, id: string) => {
  const found = witnesses.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no witness ${id}`);
  return found;
};

/** Witnesses that contradict the verdict. */
export const contradicting = ({ witnesses }: Report): string[] =>
  witnesses.filter(({ agrees }) => agrees === false).map(({ id }) => id);
