import type { Report, Stall, StallEntry, StallPart } from '../../report/contract.js';
import { sizeWord } from '../../size.js';
import { assumptions, PART_WORDS, stallSentence, stallTime } from '../stalls.js';
import { duration } from '../units.js';
import { grid } from './grid.js';
import { type Page, paragraph, section } from './page.js';

const PARTS: readonly StallPart['part'][] = ['link', 'copy', 'continue', 'fault'];

/** What a missing page costs the thread that waits for it, whole and in granules. */
export function stalls(page: Page, report: Report): string[] {
  if (report.stalls.length === 0) return [];
  return section(page, 'Stalls', [
    ...report.stalls.map((entry) => paragraph(page, stallSentence(entry), '  ', '    ')),
    ...parts(page, report.stalls),
    ...assumptions(report).map((line) => paragraph(page, line, '  ', '    ')),
  ]);
}

function parts(page: Page, entries: readonly StallEntry[]): string[] {
  const heading = ['', ...PARTS.map((part) => PART_WORDS[part]), 'in all'];
  const rows = entries.flatMap(({ hugePageBytes, whole, granular }) => [
    row(`  ${sizeWord(hugePageBytes)} page`, whole),
    row(`    in ${sizeWord(granular.bytes)}`, granular),
  ]);
  const [first, ...lines] = grid([heading, ...rows], {
    align: ['left', ...PARTS.map(() => 'right' as const), 'right'],
    widths: [18, ...PARTS.map(() => 10), 12],
  });
  return [page.paint.bold(first ?? ''), ...lines];
}

function row(name: string, stall: Stall): string[] {
  const times = PARTS.map((part) => {
    const found = stall.parts.find((one) => one.part === part);
    return `${found?.basis === 'assumed' ? '~' : ''}${duration(found?.ns ?? null)}`;
  });
  return [name, ...times, stallTime(stall)];
}
