import type { Count, Summary } from '../../fleet/ask/summary.js';
import { sizeWord } from '../../ground/size.js';
import type { Look } from '../reporter.js';
import { grid } from '../table/grid.js';
import { type Page, pageOf, section } from '../table/page.js';
import { bar, figure, hosts, name } from './page.js';

const BAR = 24;
const MAX_LINES = 20;

/** Counts with bars; for a person. */
export function summary(answer: Summary, look: Look): string {
  const page = pageOf(look);
  const { by } = answer;
  const expired = answer.expired === 0 ? '' : `, ${figure(answer.expired)} of them with an expired report`;
  const granules = by.granuleBytes.map((one) => ({
    ...one,
    value: one.value === null ? 'none' : sizeWord(Number(one.value)),
  }));
  const profiles = answer.profiles.map(({ profile, state, hosts: n }) => ({
    value: `${profile}  ${state.replaceAll('_', ' ')}`,
    hosts: n,
    expired: 0,
  }));
  const lines = [
    page.paint.bold(`${hosts(answer.hosts)}${expired}`),
    ...counted(page, 'HGM', by.verdict.map(inWords)),
    ...counted(page, 'Granule', granules),
    ...counted(page, 'Kernel', by.kernel),
    ...counted(page, 'Architecture', by.arch),
    ...counted(page, 'Profile', profiles),
    ...counted(
      page,
      'Gate',
      by.gate.map((one) => inWords({ ...one, value: one.value ?? 'open' })),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** A code as words; names of hosts' own are left as they are. */
const inWords = (one: Count): Count => ({ ...one, value: one.value?.replaceAll('_', ' ') ?? null });

function counted(page: Page, title: string, counts: readonly Count[]): string[] {
  const most = Math.max(...counts.map((one) => one.hosts));
  const rows = counts
    .slice(0, MAX_LINES)
    .map((one) => [
      `  ${name(one.value)}  `,
      `${figure(one.hosts)}  `,
      page.paint.cyan(bar(one.hosts, most, BAR)) +
        (one.expired === 0 ? '' : `  ${figure(one.expired)} expired`),
    ]);
  const rest = counts.slice(MAX_LINES);
  const others = rest.reduce((sum, one) => sum + one.hosts, 0);
  const more = rest.length === 0 ? [] : [`  and ${figure(rest.length)} more with ${hosts(others)}`];
  return section(page, title, [...grid(rows, { align: ['left', 'right', 'left'] }), ...more]);
}
