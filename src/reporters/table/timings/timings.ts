import { duration, words } from '../../../ground/units.js';
import type { Report, Timing, Untimed } from '../../../report/contract.js';
import { benchWords } from '../../bench.js';
import { wrap } from '../../text.js';
import { flagLines, timingName } from '../../timing-name.js';
import { grid } from '../grid.js';
import { type Page, paragraph, section } from '../page.js';
import { scaling } from './scaling.js';

/** Room for the longest id; the memory goes on a line of its own where there is no more. */
const NARROWEST_LABEL = 24;

const HEADING = ['n', 'min', 'p50', 'p90', 'p99', 'max', 'first'] as const;

/** Figures of each timed call, what measured them, and what could not be timed. */
export function timings(page: Page, report: Report): string[] {
  const own = report.timings.filter((one) => !one.baseline);
  const baselines = report.timings.filter((one) => one.baseline);
  const lines = [
    ...(report.bench === null ? [] : [paragraph(page, benchWords(report.bench), '  ', '    ')]),
    ...figures(page, [
      ['what this kernel does with HGM', own],
      ['baselines, for comparison', baselines],
    ]),
    ...scaling(report).map((line) => paragraph(page, line, '  ', '    ')),
    ...flagLines(report.timings).map((line) => paragraph(page, line, '  ', '    ')),
    ...(report.timings.length === 0 ? [] : [paragraph(page, clockLine(report.clock), '  ', '    ')]),
    ...untimed(report.untimed.filter(({ reason }) => reason !== 'latency_off')).map((line) =>
      paragraph(page, line, '  ', '    '),
    ),
  ];
  return section(page, 'Timings', lines);
}

function figures(page: Page, parts: readonly [string, readonly Timing[]][]): string[] {
  const filled = parts.filter(([, timed]) => timed.length > 0);
  if (filled.length === 0) return [];
  const rows = filled.flatMap(([title, timed]) => [
    [`  ${title}`, ...HEADING.map(() => '')],
    ...timed.map(row),
  ]);
  const all = [['', ...HEADING], ...rows];
  const [label = 0, ...numbers] = widths(all);
  const total = numbers.reduce((sum, width) => sum + width, 0);
  const gap = label + total + 2 * HEADING.length <= page.width ? 2 : 1;
  const room = Math.max(NARROWEST_LABEL, Math.min(label, page.width - total - gap * HEADING.length));
  return grid(
    all.map(([name = '', ...cells]) => [wrap(name.trimStart(), room, /^ */.exec(name)?.[0]), ...cells]),
    {
      widths: [room, ...numbers.map((width) => width + gap)],
      align: ['left', ...HEADING.map(() => 'right' as const)],
    },
  ).map((line, at) => (at === 0 ? page.paint.bold(line) : line));
}

function widths(rows: readonly (readonly string[])[]): number[] {
  return ['', ...HEADING].map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
}

function row(one: Timing): string[] {
  const times = [one.minNs, one.p50Ns, one.p90Ns, one.p99Ns, one.maxNs, one.firstNs];
  return [`    ${timingName(one)}`, String(one.n), ...times.map(duration)];
}

function clockLine(clock: Report['clock']): string {
  const parts = [
    `clock ${clock.source}`,
    ...(clock.grainNs === null ? [] : [`grain ${duration(clock.grainNs)}`]),
    ...(clock.pairNs === null ? [] : [`two readings ${duration(clock.pairNs)}`]),
    ...(clock.ioctlNs === null ? [] : [`an ioctl that does nothing ${duration(clock.ioctlNs)}`]),
  ];
  return `${parts.join(', ')}; raw values, nothing subtracted. "first" is the cold first call, in no other figure`;
}

/** One line for each reason, naming what it keeps from being timed. */
function untimed(all: readonly Untimed[]): string[] {
  const reasons = new Map<string, Map<string, string[]>>();
  for (const one of all) {
    const ids = reasons.get(one.reason) ?? new Map<string, string[]>();
    reasons.set(one.reason, ids);
    ids.set(one.id, [...(ids.get(one.id) ?? []), ...(one.memory === null ? [] : [one.memory])]);
  }
  return [...reasons].map(([reason, ids]) => `not timed, ${words(reason)}: ${byMemory(ids).join('; ')}`);
}

/** `madv_split, collapse on hugetlb-2M, hugetlb-1G`: ids with the same memories together. */
function byMemory(ids: ReadonlyMap<string, readonly string[]>): string[] {
  const together = new Map<string, string[]>();
  for (const [id, memories] of ids) {
    const on = memories.length === 0 ? '' : ` on ${[...new Set(memories)].join(', ')}`;
    together.set(on, [...(together.get(on) ?? []), id]);
  }
  return [...together].map(([on, names]) => `${names.join(', ')}${on}`);
}
