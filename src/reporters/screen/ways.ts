import type { Report, Way } from '../../report/contract.js';
import { shortVerdict, VERDICT_HEADING, WAY_HEADING, wayCells, wayName } from '../serving.js';
import { grid } from '../table/grid.js';
import { type Page, paragraph } from '../table/page.js';
import { paintState } from '../table/state.js';

/** What serves the faults of a big guest here, one memory a line. */
export function ways(page: Page, { ways: all, hgm }: Report): string[] {
  if (all.length === 0) return [];
  const title = hgm.state === 'supported' ? 'Guest memory on' : 'Instead of HGM';
  const rows = [[title, ...WAY_HEADING], ...all.map((way) => [`  ${wayName(way)}`, ...wayCells(way)])];
  const widths = rows[0]?.map((_, at) => 1 + Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  const before = widths.reduce((sum, width) => sum + width, 0);
  if (before > page.width) return [page.paint.bold(title), ...all.map((way) => narrow(page, way))];
  const [first = '', ...lines] = grid(rows, { widths });
  const heading =
    before + VERDICT_HEADING.length <= page.width ? first.padEnd(before) + VERDICT_HEADING : first;
  return [
    page.paint.bold(heading),
    ...all.flatMap((way, at) => {
      const words = shortVerdict(way);
      const line = lines[at] ?? '';
      const told = (text: string): string => paintState(page, way.state, text);
      return before + words.length <= page.width
        ? [line.padEnd(before) + told(words)]
        : [line, told(paragraph(page, words, '      '))];
    }),
  ];
}

/** What the marks before a figure mean, of those that stand there; none where none does. */
export function marks(page: Page, { ways: all, stalls }: Report): string[] {
  const cells = all.flatMap((way) => wayCells(way)).join(' ');
  const gbps = stalls[0]?.linkGbps;
  const told = [
    cells.includes('~') &&
      gbps !== undefined &&
      `~ reckoned from what was timed, over a link of ${gbps} Gb/s`,
    cells.includes('>') && '> the least it can be',
    cells.includes('?') && '? in doubt',
  ].filter((text) => typeof text === 'string');
  return told.length === 0 ? [] : [paragraph(page, told.join(', '), '  ', '    ')];
}

/** The same as a sentence, where the columns have no room. */
function narrow(page: Page, way: Way): string {
  const cells = wayCells(way).map((text, at) => `${WAY_HEADING[at]} ${text}`);
  return paragraph(page, `${wayName(way)}: ${[...cells, shortVerdict(way)].join('; ')}`, '  ', '    ');
}
