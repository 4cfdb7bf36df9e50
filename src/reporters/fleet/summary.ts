import type { Count, Summary } from '../../fleet/ask/summary.js';
import { sizeWord } from '../../ground/size.js';
import type { Look } from '../reporter.js';
import { grid } from '../table/grid.js';
import { type Page, pageOf, section } from '../table/page.js';
import { bar, counted as countedOf, figure, name, type Who } from './page.js';

const BAR = 24;
const MAX_LINES = 20;

/** Counts with bars; for a person. */
export function summary(answer: Summary, who: Who, look: Look): string {
  const page = pageOf(look);
  const { by } = answer;
  const granules = by.granuleBytes.map((one) => ({
    ...one,
    value: one.value === null ? 'none' : sizeWord(one.value),
  }));
  const profiles = answer.profiles.map(({ profile, state, hosts: n }) => ({
    value: `${profile}  ${state.replaceAll('_', ' ')}`,
    hosts: n,
    expired: 0,
  }));
  const list = (title: string, of: string, counts: readonly Count[]): string[] =>
    counted(page, title, counts, answer.cuts.find((cut) => cut.list === of)?.total ?? counts.length);
  const lines = [
    page.paint.bold(countedOf(who)),
    ...list('HGM', 'by.verdict', by.verdict.map(inWords)),
    ...list('Granule', 'by.granuleBytes', granules),
    ...list('Kernel', 'by.kernel', by.kernel),
    ...list('Architecture', 'by.arch', by.arch),
    ...list('Profile', 'profiles', profiles),
    ...list(
      'Gate',
      'by.gate',
      by.gate.map((one) => inWords({ ...one, value: one.value ?? 'open' })),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** A code as words; names of hosts' own are left as they are. */
const inWords = (one: Count): Count => ({ ...one, value: one.value?.replaceAll('_', ' ') ?? null });

/** @param total of the values, also those that the answer does not list */
function counted(page: Page, title: string, counts: readonly Count[], total: number): string[] {
  const most = Math.max(1, ...counts.map((one) => one.hosts));
  const rows = counts
    .slice(0, MAX_LINES)
    .map((one) => [
      `  ${name(one.value)}  `,
      `${figure(one.hosts)}  `,
      page.paint.cyan(bar(one.hosts, most, BAR)) +
        (one.expired === 0 ? '' : `  ${figure(one.expired)} expired`),
    ]);
  const more = total <= MAX_LINES ? [] : [`  and ${figure(total - MAX_LINES)} more`];
  return section(page, title, [...grid(rows, { align: ['left', 'right', 'left'] }), ...more]);
}
