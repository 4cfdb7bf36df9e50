import { duration } from '../../../ground/units.js';
import type { Report, Timing } from '../../../report/contract.js';
import { counted } from '../../counted.js';
import { type Bin, filledRange, fineBins, qemuBuckets, qemuLabel } from '../../histogram.js';
import { timingName } from '../../timing-name.js';
import { type Page, paragraph, section } from '../page.js';
import { bar, spark } from './bars.js';

/** Wider than this a bar is no better to read. */
const WIDEST = 80;
/** What stands left of a bar: `    [     1 us -     2 us ]: 1234567890 `. */
const BEFORE_BAR = 40;
const INDENT = '      ';

/** A histogram for each timing that has its distribution, as a bench has. */
export function histograms(page: Page, report: Report): string[] {
  const drawn = report.timings.filter((one) => one.distribution !== undefined && one.n > 0);
  if (drawn.length === 0) return [];
  return section(page, 'Distributions', [
    paragraph(page, LEGEND, '  '),
    ...drawn.flatMap((one) => ['', ...histogram(page, one)]),
  ]);
}

const LEGEND =
  "buckets are those of QEMU's postcopy-latency-dist (the first holds all below 1 us, too), without the empty ones " +
  'at both ends; the finer line is of this tool, each step of equal proportion';

function histogram(page: Page, one: Timing): string[] {
  const { distribution = { ns: [], counts: [] } } = one;
  const width = Math.min(page.width, WIDEST);
  const { perDoubling, bins } = fineBins(distribution, width - INDENT.length);
  return [
    paragraph(
      page,
      `${timingName(one)}: ${[`${one.n} samples`, ...circumstances(one)].join(', ')}`,
      '  ',
      '    ',
    ),
    ...buckets(page, qemuBuckets(distribution), width),
    paragraph(page, finer(perDoubling, bins), '    '),
    `${INDENT}${spark(
      bins.map(({ count }) => count),
      page.ascii,
    )}`,
  ];
}

function buckets(page: Page, counts: readonly number[], width: number): string[] {
  const [first, last] = filledRange(counts) ?? [0, -1];
  const most = Math.max(...counts);
  return counts.slice(first, last + 1).map((count, at) => {
    const [from, to] = qemuLabel(first + at);
    const head = `    [ ${from.padStart(8)} - ${to.padStart(8)} ]: ${String(count).padStart(10)} `;
    return (head + bar(count / most, width - BEFORE_BAR, page.ascii)).trimEnd();
  });
}

function finer(perDoubling: number, bins: readonly Bin[]): string {
  const [from, to] = [bins.at(0)?.fromNs ?? 0, bins.at(-1)?.toNs ?? 0].map((ns) => duration(Math.round(ns)));
  const steps = perDoubling === 1 ? 'one step' : `${perDoubling} steps`;
  return `finer: ${from} to ${to}, ${steps} to each doubling`;
}

/** What went on beside the samples, as far as it was seen. */
function circumstances({ run }: Timing): string[] {
  if (run === undefined) return [];
  return [
    run.cpu === null ? 'not pinned' : `CPU ${run.cpu}`,
    ...(run.node === null ? [] : [`node ${run.node}`]),
    ...(run.interrupts === null ? [] : [`${run.interrupts} interrupts`]),
    ...counted(run),
  ];
}
