import { sizeWord } from '../../../ground/size.js';
import type { Report, StallEntry } from '../../../report/contract.js';
import { assumptions, STALL_HEADING, stallCells, stallSentence } from '../../stalls.js';
import { grid } from '../grid.js';
import { type Page, paragraph, section } from '../page.js';

/** What a missing page costs the thread that waits for it, whole and in granules. */
export function stalls(page: Page, report: Report): string[] {
  if (report.stalls.length === 0) return [];
  return section(page, 'Stalls', [
    ...report.stalls.map((entry) => paragraph(page, stallSentence(report.hgm, entry), '  ', '    ')),
    ...parts(page, report.stalls),
    ...assumptions(report).map((line) => paragraph(page, line, '  ', '    ')),
  ]);
}

function parts(page: Page, entries: readonly StallEntry[]): string[] {
  const rows = entries.flatMap(({ hugePageBytes, whole, granular }) => [
    [`  ${sizeWord(hugePageBytes)} page, whole`, ...stallCells(whole)],
    [`  ${sizeWord(hugePageBytes)} page, in ${sizeWord(granular.bytes)}`, ...stallCells(granular)],
  ]);
  const [first, ...lines] = grid([['', ...STALL_HEADING], ...rows], {
    align: ['left', ...STALL_HEADING.map(() => 'right' as const)],
    widths: [22, ...STALL_HEADING.map(() => 10)],
  });
  return [page.paint.bold(first ?? ''), ...lines];
}
