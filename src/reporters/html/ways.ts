import { sizeWord } from '../../ground/size.js';
import { duration } from '../../ground/units.js';
import type { Report, Way } from '../../report/contract.js';
import { VERDICT_HEADING, WAY_HEADING, wayCells, wayName, wayVerdict } from '../serving.js';
import { tickName } from './figure.js';
import { type Markup, markup } from './markup.js';
import { table } from './table.js';

const WIDTH = 640;
const HEIGHT = 260;
const LEFT = 60;
const RIGHT = 150;
const TOP = 14;
const FLOOR = HEIGHT - 34;

/** The ways to serve a guest on big pages: how each is, and its stall against what a fault moves. */
export function waysPart({ ways, hgm }: Report): Markup {
  const rows = ways.map((way) => [wayName(way), ...wayCells(way), wayVerdict(way, hgm)]);
  const heading = ['guest memory on', ...WAY_HEADING, VERDICT_HEADING];
  return markup`${table('ways', 'Ways to serve a guest on big pages', heading, [{ title: null, rows }])}
${drawing(ways.filter(({ stallNs }) => stallNs !== null && stallNs > 0))}`;
}

interface Axis {
  at: (value: number) => number;
  ticks: number[];
}

/** Equal proportions are equal lengths; from one power of `base` to another around the values. */
function axis(values: readonly number[], base: number, from: number, to: number): Axis {
  const power = (value: number): number => Math.log(value) / Math.log(base);
  const first = Math.floor(power(Math.min(...values)) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(power(Math.max(...values)) - 1e-9));
  return {
    at: (value) => Number((from + ((power(value) - first) / (last - first)) * (to - from)).toFixed(1)),
    ticks: Array.from({ length: last - first + 1 }, (_, step) => base ** (first + step)),
  };
}

/** Stall against the bytes that one fault moves; ways of one kind are one line. */
function drawing(ways: readonly Way[]): Markup | null {
  if (ways.length === 0) return null;
  const x = axis(
    ways.map(({ faultBytes }) => faultBytes),
    8,
    LEFT,
    WIDTH - RIGHT,
  );
  const y = axis(ways.map(stallOf), 10, FLOOR, TOP);
  const kinds = [...new Set(ways.map(kindOf))];
  const said = ways.map((way) => `${wayName(way)} ${duration(way.stallNs)}`).join(', ');
  return markup`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="ways-title ways-desc">
<title id="ways-title">Stall against what a fault moves</title>
<desc id="ways-desc">Both in equal proportions: ${said}.</desc>
<line class="axis" x1="${LEFT}" y1="${FLOOR}" x2="${WIDTH - RIGHT}" y2="${FLOOR}"/><line class="axis" x1="${LEFT}" y1="${FLOOR}" x2="${LEFT}" y2="${TOP}"/>
${x.ticks.map((bytes) => markup`<text x="${x.at(bytes)}" y="${FLOOR + 16}" text-anchor="middle">${sizeWord(bytes)}</text>`)}
${y.ticks.map((ns) => markup`<text x="${LEFT - 6}" y="${y.at(ns) + 4}" text-anchor="end">${tickName(ns)}</text>`)}
<text x="${LEFT + 6}" y="${TOP}">stall of one fault</text>
${kinds.map((kind) =>
  lineOf(
    ways.filter((way) => kindOf(way) === kind),
    x,
    y,
  ),
)}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 4}" text-anchor="middle">bytes that one fault moves</text></svg>
`;
}

const stallOf = ({ stallNs }: Way): number => stallNs ?? 0;
const kindOf = ({ id }: Way): string => id.replace(/^(hgm|hugetlb)-.*/, '$1');

function lineOf(ways: readonly Way[], x: Axis, y: Axis): Markup {
  const points = ways
    .map((way) => ({ way, x: x.at(way.faultBytes), y: y.at(stallOf(way)) }))
    .sort((a, b) => a.x - b.x);
  return markup`<polyline class="way" points="${points.map((point) => `${point.x},${point.y}`).join(' ')}"/>
${points.map((point) => markup`<circle class="point" cx="${point.x}" cy="${point.y}" r="4"/><text x="${point.x + 8}" y="${point.y + 4}">${wayName(point.way)}</text>`)}
`;
}
