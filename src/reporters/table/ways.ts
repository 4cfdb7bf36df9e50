import type { Report } from '../../report/contract.js';
import { WAY_HEADING, wayCells, wayName, waysTitle, wayVerdict } from '../serving.js';
import { grid } from './grid.js';
import { type Page, paragraph, section } from './page.js';

/** What serves the faults of a big guest here, one memory a line; how it is stands behind it, or below. */
export function ways(page: Page, { ways: all, hgm }: Report): string[] {
  const rows = all.map((way) => [`  ${wayName(way)}`, ...wayCells(way)]);
  const [first, ...lines] = grid([['  guest memory on', ...WAY_HEADING], ...rows], {
    align: ['left', 'left', 'left', 'left'],
    widths: [18, 15, 10, 18],
  });
  const drawn = all.flatMap((way, at) => {
    const line = lines[at] ?? '';
    const verdict = wayVerdict(way, hgm);
    const one = `${line.padEnd(62)}${verdict}`;
    return one.length <= page.width ? [one] : [line, paragraph(page, verdict, '      ')];
  });
  return section(page, waysTitle(hgm), all.length === 0 ? [] : [page.paint.bold(first ?? ''), ...drawn]);
}
