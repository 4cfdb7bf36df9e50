import type { Outlier, Outliers } from '../../../fleet/ask/outliers.js';
import { duration } from '../../../ground/units.js';
import { seriesName } from '../../../report/latency.js';
import { figure, name } from '../../fleet/page.js';
import { type Markup, markup } from '../markup.js';
import { table } from '../table.js';
import { cut, fleetPage, type Who } from './page.js';

const MOST_STRIPS = 40;
const MOST_ROWS = 200;

/** Each series with the hosts that are out of line, beside the median of those that are not; then all in figures. */
export function outliersPage(answer: Outliers, who: Who): string {
  const { found, compared, alone, minPeers, outliers } = answer;
  const strips = alike(outliers);
  const cuts = [
    ...cut(Math.min(MOST_STRIPS, strips.length), strips.length, 'series are drawn: those farthest off'),
    ...cut(Math.min(MOST_ROWS, outliers.length), found, 'series of a host are listed: those farthest off'),
  ];
  return fleetPage('outliers', `${figure(found)} of ${figure(compared)} series out of line`, who, cuts, [
    strips.length === 0
      ? null
      : {
          id: 'strips',
          title: 'Hosts out of line, by series',
          body: markup`${strips.slice(0, MOST_STRIPS).map((own, at) => strip(own, `s${at}`))}`,
        },
    outliers.length === 0 ? null : { id: 'listed', title: 'In figures', body: listed(outliers) },
    {
      id: 'compared',
      title: 'What was compared',
      body: markup`<p>The median of each series, with hosts of the same kernel release, architecture and CPU model.${
        alone === 0
          ? null
          : ` ${figure(alone)} series have fewer than ${minPeers} hosts alike and were not compared.`
      }</p>`,
    },
  ]);
}

/** Those of one series on hosts that are alike; the first of each is the farthest. */
function alike(all: readonly Outlier[]): Outlier[][] {
  const found = new Map<string, Outlier[]>();
  for (const one of all) {
    const key = JSON.stringify([series(one), one.kernelRelease, one.cpuModel, one.medianNs]);
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  return [...found.values()];
}

const series = (one: Outlier): string => name(seriesName(one, one.basePageBytes), 80);
const where = (one: Outlier): string =>
  `${name(one.kernelRelease, 40)}, ${name(one.cpuModel ?? 'CPU not known', 40)}`;
const times = (one: Outlier): string => (one.p50Ns / Math.max(1, one.medianNs)).toFixed(1);

const WIDTH = 640;
const HEIGHT = 64;
const SIDE = 40;
const LINE = 36;

function strip(own: readonly Outlier[], id: string): Markup {
  const [first] = own;
  if (first === undefined) return markup``;
  const middle = Math.max(1, first.medianNs);
  const values = [middle, ...own.map(({ p50Ns }) => Math.max(1, p50Ns))];
  // At least a doubling, so that near looks near.
  const from = Math.min(...values) / 1.2;
  const to = Math.max(2 * from, Math.max(...values) * 1.2);
  const x = (ns: number): number =>
    Number((SIDE + (Math.log(Math.max(1, ns) / from) / Math.log(to / from)) * (WIDTH - 2 * SIDE)).toFixed(1));
  const said = own.map((one) => `${name(one.hostName, 40)} ${duration(one.p50Ns)}`);
  return markup`<figure class="strip" aria-labelledby="${id}-name">
<figcaption><h3 id="${id}-name">${series(first)}</h3><p>${where(first)}; ${figure(first.peers)} hosts alike, median ${duration(first.medianNs)}</p></figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">Hosts out of line in ${series(first)}</title>
<desc id="${id}-desc">Time runs to the right in equal proportions. Median ${duration(first.medianNs)}; ${said.slice(0, 20).join(', ')}${said.length > 20 ? ` and ${said.length - 20} more` : ''}.</desc>
<line class="axis" x1="${SIDE}" y1="${LINE}" x2="${WIDTH - SIDE}" y2="${LINE}"/>
<line class="mark" x1="${x(middle)}" y1="${LINE - 14}" x2="${x(middle)}" y2="${LINE + 14}"/><text x="${x(middle)}" y="${HEIGHT - 4}" text-anchor="middle">median</text>
${own.map(
  (one) => markup`<circle class="point" cx="${x(one.p50Ns)}" cy="${LINE}" r="4"/>
`,
)}<text x="${x(first.p50Ns)}" y="${LINE - 14}" text-anchor="${anchor(x(first.p50Ns))}">${name(first.hostName, 30)} ${duration(first.p50Ns)}</text></svg>
</figure>
`;
}

/** A name stays within the picture. */
const anchor = (x: number): string => (x < WIDTH / 3 ? 'start' : x > (2 * WIDTH) / 3 ? 'end' : 'middle');

function listed(outliers: readonly Outlier[]): Markup {
  const rows = outliers
    .slice(0, MOST_ROWS)
    .map((one) => [
      name(one.hostName, 40),
      series(one),
      duration(one.p50Ns),
      duration(one.medianNs),
      times(one),
      where(one),
    ]);
  const heading = ['host', 'series', 'p50', 'median of others', 'times', 'kernel, CPU'];
  return table('outliers', 'Series out of line, the farthest first', heading, [{ title: null, rows }]);
}
