import { duration } from '../../ground/units.js';
import type { Timing } from '../../report/contract.js';
import { counted } from '../counted.js';
import { type Bin, filledRange, fineBins, qemuBuckets, qemuLabel } from '../histogram.js';
import { timingName } from '../timing-name.js';
import { type Markup, markup } from './markup.js';
import { table } from './table.js';

const WIDTH = 640;
const HEIGHT = 180;
const LEFT = 8;
const TOP = 22;
const BOTTOM = 24;
const FLOOR = HEIGHT - BOTTOM;
const MOST_BINS = 80;

/** The distribution of one timing, drawn and as a table in QEMU's buckets. */
export function figure(one: Timing, id: string): Markup {
  const name = timingName(one);
  return markup`<figure aria-labelledby="${id}-name">
<figcaption><h3 id="${id}-name">${name}</h3><p>${circumstances(one)}</p></figcaption>
${drawing(one, id, name)}
${bucketTable(one, id, name)}</figure>
`;
}

function drawing(one: Timing, id: string, name: string): Markup {
  const { perDoubling, bins } = fineBins(one.distribution ?? { ns: [], counts: [] }, MOST_BINS);
  const scale = scaleOf(bins);
  return markup`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">Distribution of ${name}</title>
<desc id="${id}-desc">${said(one)} Time runs to the right in equal proportions, ${perDoubling} bars to each doubling; a bar is as high as its share of the samples.</desc>
${bars(bins, scale)}
<line class="axis" x1="${LEFT}" y1="${FLOOR}" x2="${WIDTH - LEFT}" y2="${FLOOR}"/>
${ticks(scale)}${marks(one, scale)}</svg>`;
}

interface Scale {
  fromNs: number;
  toNs: number;
  x: (ns: number) => number;
}

/** The bins from end to end, at least a doubling wide, so that a narrow distribution looks narrow. */
function scaleOf(bins: readonly Bin[]): Scale {
  const [first, last] = [bins.at(0)?.fromNs ?? 1, bins.at(-1)?.toNs ?? 2];
  const beside = Math.max(1, Math.sqrt((2 * first) / last));
  const [fromNs, toNs] = [first / beside, last * beside];
  const room = (WIDTH - 2 * LEFT) / Math.log2(toNs / fromNs);
  return { fromNs, toNs, x: (ns) => Number((LEFT + Math.log2(ns / fromNs) * room).toFixed(1)) };
}

function bars(bins: readonly Bin[], scale: Scale): Markup[] {
  const most = Math.max(...bins.map(({ count }) => count));
  return bins
    .filter(({ count }) => count > 0)
    .map(({ fromNs, toNs, count }) => {
      // A single sample is seen, too.
      const height = Math.max(1.5, (count / most) * (FLOOR - TOP)).toFixed(1);
      const width = Math.max(1, scale.x(toNs) - scale.x(fromNs) - 0.5).toFixed(1);
      return markup`<rect class="bar" x="${scale.x(fromNs)}" y="${(FLOOR - Number(height)).toFixed(1)}" width="${width}" height="${height}"/>
`;
    });
}

/** As many round times as there is room for: the first of these steps that gives no more than a dozen. */
const STEPS = [[1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1]];
const MOST_TICKS = 12;

function ticks({ fromNs, toNs, x }: Scale): Markup[] {
  const within = (steps: readonly number[]) =>
    Array.from({ length: 13 }, (_, power) => steps.map((step) => step * 10 ** power))
      .flat()
      .filter((ns) => ns >= fromNs && ns <= toNs);
  const chosen = STEPS.map(within).find((found) => found.length <= MOST_TICKS) ?? [];
  return chosen.map((ns) => {
    const at = x(ns);
    const anchor = at < 30 ? 'start' : at > WIDTH - 30 ? 'end' : 'middle';
    return markup`<line class="axis" x1="${at}" y1="${FLOOR}" x2="${at}" y2="${FLOOR + 4}"/><text x="${at}" y="${HEIGHT - 6}" text-anchor="${anchor}">${tickName(ns)}</text>
`;
  });
}

/** `10µs` of a round time. */
export const tickName = (ns: number): string => duration(ns).replace(/\.0+(?=\D)/, '');

/** The median and the last quantile that there is, where they stand. */
function marks(one: Timing, scale: Scale): Markup[] {
  const last = one.p999Ns !== null ? 'p99.9' : one.p99Ns !== null ? 'p99' : null;
  const found: [string, number | null][] = [
    ['p50', one.p50Ns],
    [last ?? '', last === null ? null : (one.p999Ns ?? one.p99Ns)],
  ];
  return found.map(([name, ns], at) => {
    if (ns === null) return markup``;
    const x = scale.x(Math.max(1, ns));
    const anchor = x > WIDTH / 2 ? 'end' : 'start';
    return markup`<line class="mark" x1="${x}" y1="${TOP - 4}" x2="${x}" y2="${FLOOR}"/><text x="${x}" y="${at === 0 ? TOP - 9 : TOP + 6}" dx="${anchor === 'end' ? -4 : 4}" text-anchor="${anchor}">${name} ${duration(ns)}</text>
`;
  });
}

function said(one: Timing): string {
  const quantiles = [
    one.p50Ns === null ? '' : `, half within ${duration(one.p50Ns)}`,
    one.p99Ns === null ? '' : `, 99 of 100 within ${duration(one.p99Ns)}`,
  ].join('');
  return `${one.n} samples from ${duration(one.minNs)} to ${duration(one.maxNs)}${quantiles}.`;
}

function bucketTable(one: Timing, id: string, name: string): Markup {
  const counts = qemuBuckets(one.distribution ?? { ns: [], counts: [] });
  const [first, last] = filledRange(counts) ?? [0, -1];
  const rows = counts.slice(first, last + 1).map((count, at) => {
    const [from, to] = qemuLabel(first + at);
    return [`${from} to ${to}`, count, `${((100 * count) / one.n).toFixed(2)} %`];
  });
  return table(
    `${id}-buckets`,
    `${name}, in QEMU’s buckets${first === 0 ? '; the first holds all below 1 µs, too' : ''}`,
    ['bucket', 'samples', 'share'],
    [{ title: null, rows }],
    true,
  );
}

function circumstances({ n, run, flags }: Timing): string {
  const beside = run && [
    run.cpu === null ? 'not pinned' : `CPU ${run.cpu}`,
    ...(run.node === null ? [] : [`NUMA node ${run.node}`]),
    run.interrupts === null ? 'interrupts not known' : `${run.interrupts} interrupts`,
    ...counted(run),
  ];
  const noted = flags.length === 0 ? [] : [`flagged ${flags.join(', ')}`];
  return [`${n} samples`, ...(beside ?? []), ...noted].join(', ').replaceAll('_', ' ');
}
