import type { LatencyChange, LatencyVerdict } from '../../diff/contract.js';
import { sizeWord } from '../../ground/size.js';
import { duration, words } from '../../ground/units.js';
import { grid } from '../table/grid.js';
import { type Page, paragraph, section } from '../table/page.js';
import { printable, wrap } from '../text.js';

const HEADING = ['', 'old p50', 'new p50', 'shift', '99 % of it', 'A', ''];

/** Rows beyond noise as a table; the others in a line each kind. */
export function latencies(page: Page, all: readonly LatencyChange[]): string[] {
  const of = (...verdicts: LatencyVerdict[]) => all.filter((one) => verdicts.includes(one.verdict));
  const beyond = of('slower', 'faster');
  const legend =
    'shift: of the typical call; A: how often a new call is slower than an old one, 0.5 is no effect.';
  const told = [
    ...(beyond.length === 0 ? [] : [...figures(page, beyond), paragraph(page, legend, '  ', '    ')]),
    ...line(page, 'within noise', of('within_noise')),
    ...untold(page, of('cannot_tell')),
    ...line(page, 'timed in the old one only', of('only_old')),
    ...line(page, 'timed in the new one only', of('only_new')),
  ];
  return section(page, beyond.length === 0 ? 'Latency' : 'Latency beyond noise', told);
}

/** Narrower than this a name is no longer read; it stands above its figures then. */
const NARROWEST_NAME = 16;

function figures(page: Page, rows: readonly LatencyChange[]): string[] {
  const cells = rows.map((one) => [`  ${name(one)}`, ...figuresOf(one)]);
  const all = [HEADING, ...cells];
  const [label = 0, ...widths] = HEADING.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  const numbers = widths.map((width) => width + 2);
  const room = Math.min(label, page.width - numbers.reduce((sum, width) => sum + width, 0));
  if (room < NARROWEST_NAME)
    return cells.flatMap(([title = '', ...of]) => [title, paragraph(page, of.join(', '), '    ')]);
  return grid(
    all.map(([title = '', ...of]) => [wrap(title.trimStart(), room, /^ */.exec(title)?.[0], '    '), ...of]),
    { widths: [room, ...numbers], align: ['left', ...numbers.map(() => 'right' as const)] },
  ).map((text, at) => (at === 0 ? page.paint.bold(text) : text));
}

/** Below the headings. */
function figuresOf({ old, new: now, test, verdict }: LatencyChange): string[] {
  const medians = [duration(old?.p50Ns ?? null), duration(now?.p50Ns ?? null)];
  if (test === null) return [...medians, '-', '-', '-', verdict];
  const { shiftNs, shiftLowNs, shiftHighNs, superiority } = test;
  const spread = `${signed(shiftLowNs)} to ${signed(shiftHighNs)}`;
  return [...medians, signed(shiftNs), spread, superiority.toFixed(2), verdict];
}

const signed = (ns: number): string => (ns < 0 ? `-${duration(-ns)}` : `+${duration(ns)}`);

const WHY: Readonly<Record<string, string>> = {
  summaries_only: 'from summaries only; use bench --json or --record, which keep every sample',
  grain_unknown: 'the grain of a clock is not known',
  too_spread: 'the shift may be noise or more, the samples are spread too widely',
  tail_moved: 'the typical call is the same, the slow ones are not',
  preempted: 'somebody else had the CPU in one of the runs',
  one_of_many: 'among so many rows one is like this by chance',
};

/** By reason, each with both medians, so that a reader may judge. */
function untold(page: Page, rows: readonly LatencyChange[]): string[] {
  const reasons = new Map<string, LatencyChange[]>();
  for (const one of rows) {
    const reason = one.reason ?? '';
    reasons.set(reason, [...(reasons.get(reason) ?? []), one]);
  }
  return [...reasons].flatMap(([reason, of]) => [
    paragraph(page, `can't tell, ${WHY[reason] ?? `a row is flagged ${words(reason)}`}:`, '  ', '    '),
    ...of.map((one) => paragraph(page, `${name(one)} ${moved(one, reason)}`, '    ', '      ')),
  ]);
}

function moved({ old, new: now }: LatencyChange, reason: string): string {
  const pair = (figure: 'p50Ns' | 'p90Ns') =>
    `${duration(old?.[figure] ?? null)} → ${duration(now?.[figure] ?? null)}`;
  return reason === 'tail_moved' ? `p50 ${pair('p50Ns')}, p90 ${pair('p90Ns')}` : `p50 ${pair('p50Ns')}`;
}

function line(page: Page, title: string, rows: readonly LatencyChange[]): string[] {
  return rows.length === 0 ? [] : [paragraph(page, `${title}: ${rows.map(name).join('; ')}`, '  ', '    ')];
}

/** `continue.batch shmem, 16 of 4K`: what tells a row from its neighbours, and no more. */
function name({ id, memory, granuleBytes, units, threads }: LatencyChange): string {
  const size = granuleBytes ? [`${units > 1 ? `${units} of ` : ''}${sizeWord(granuleBytes)}`] : [];
  const many = threads > 1 ? [`${threads} threads`] : [];
  return printable([memory === null ? id : `${id} ${memory}`, ...size, ...many].join(', '));
}
